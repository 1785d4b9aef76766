"""EMNIST's own files, whose images lie on their side in every format.

G. Cohen, S. Afshar, J. Tapson, A. van Schaik, "EMNIST: an extension of MNIST to handwritten
letters" (2017). They were written by MATLAB, column by column.
"""

from __future__ import annotations

import numpy as np

TURNED = "EMNIST's files have their images on their side; they have been turned upright."


def is_emnist(name: str) -> bool:
    """Return whether a file is named as EMNIST's own are."""
    return name.rpartition("/")[2].lower().startswith("emnist-")


def upright(images: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Exchange rows and columns of images of shape (n, height, width), and say so."""
    return np.ascontiguousarray(images.swapaxes(1, 2)), [TURNED]
