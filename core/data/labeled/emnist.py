"""EMNIST's own files, whose images lie on their side in every format.

G. Cohen, S. Afshar, J. Tapson, A. van Schaik, "EMNIST: an extension of MNIST to handwritten
letters" (2017). They were written by MATLAB, column by column.
"""

from __future__ import annotations

import string

import numpy as np

TURNED = "EMNIST's files have their images on their side; they have been turned upright."
# Letters that look alike, large and small, are one class there: C and c, for instance.
MERGED = string.digits + string.ascii_uppercase + "abdefghnqrt"
LETTERS = {at: large + large.lower() for at, large in enumerate(string.ascii_uppercase, start=1)}
# What labels mean, by a word in the names of the files.
NAMES = {
    "letters": LETTERS,
    "balanced": dict(enumerate(MERGED)),
    "bymerge": dict(enumerate(MERGED)),
    "byclass": dict(enumerate(string.digits + string.ascii_uppercase + string.ascii_lowercase)),
}


def is_emnist(name: str) -> bool:
    """Return whether a file is named as EMNIST's own are."""
    return name.rpartition("/")[2].lower().startswith("emnist-")


def names_by_file(name: str) -> dict[int, str] | None:
    """Return what labels mean by the name of one of EMNIST's files; None for digits."""
    return next((NAMES[word] for word in NAMES if word in name.rpartition("/")[2].lower()), None)


def names_by_mapping(mapping: object) -> dict[int, str] | None:
    """Return what labels mean by an array whose rows are a label and one or two characters' codes.

    None where it is no such array.
    """
    if not isinstance(mapping, np.ndarray) or mapping.ndim != 2 or mapping.shape[1] < 2:
        return None
    rows = mapping.astype(np.int64).tolist()
    # Control characters are no letters.
    if not all(32 < code < 127 for _, *codes in rows for code in codes):
        return None
    return {label: "".join(dict.fromkeys(map(chr, codes))) for label, *codes in rows}


def upright(images: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Exchange rows and columns of images of shape (n, height, width), and say so."""
    return np.ascontiguousarray(images.swapaxes(1, 2)), [TURNED]
