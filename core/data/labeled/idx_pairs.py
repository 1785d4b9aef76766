"""IDX files in pairs, images and labels, as MNIST and its relatives are spread."""

from __future__ import annotations

import re

import numpy as np

from core.data.idx import UNSIGNED_BYTE, decode_idx
from core.data.labeled.classes import labels_of
from core.data.labeled.emnist import is_emnist, names_by_file, upright
from core.data.labeled.files import Files, check_one_set, shown, training_first
from core.data.labeled.labeled_images import Found, joined
from core.data.labeled.numbers import as_images

IMAGES, LABELS = (bytes([0, 0, UNSIGNED_BYTE, dimensions]) for dimensions in (3, 1))
EXPECTED = "a pair of IDX files, images and labels, with one label for each image"
REMEDY = "Put both files of a pair into one folder, under the names that they were spread with."


def is_idx(files: Files) -> bool:
    """Return whether IDX files with images or labels are there."""
    return any(_files(files, kind) for kind in (IMAGES, LABELS))


def _files(files: Files, kind: bytes) -> dict[str, str]:
    """Find IDX files of a kind: what their names say of the part, and the names."""
    found: dict[str, str] = {}
    for name in sorted(files.others, key=training_first):
        if files.start(name).startswith(kind):
            # Packed and unpacked, or in a folder of the same name, they are the same file.
            found.setdefault(_part(name), name)
    return found


def _part(name: str) -> str:
    plain = name.rpartition("/")[2].lower().removesuffix(".gz")
    return re.sub("images|labels|idx[13]|ubyte|[^a-z0-9]+", " ", plain).strip()


def read_idx_pairs(files: Files) -> Found:
    """Read one or several pairs, training images first.

    Raises
    ------
    LabeledImagesError
        If one of a pair is missing, damaged, or does not belong to the other.
    """
    images, labels = _files(files, IMAGES), _files(files, LABELS)
    pairs = [(images[part], labels[part]) for part in images if part in labels]
    if len(images) == len(labels) == 1:
        pairs = [(next(iter(images.values())), next(iter(labels.values())))]
    alone = [shown(name) for part, name in (images | labels).items() if part not in images]
    alone += [shown(name) for part, name in images.items() if part not in labels]
    if not pairs:
        raise files.refusal(f"{', '.join(alone[:4])} has no other of a pair", EXPECTED, REMEDY)
    check_one_set(files, [_part(name) for name, _ in pairs])
    found = [_read_pair(files, *pair) for pair in pairs]
    sizes = {part.images[0].shape for part in found if len(part.images)}
    if len(sizes) > 1:
        raise files.refusal("its parts have images of different sizes", "one size", REMEDY)
    result = joined(found)
    if alone and len(pairs) < max(len(images), len(labels)):
        result.notes.append(f"Left out, because the other of a pair is missing: {alone[0]}.")
    return result


def _read_pair(files: Files, image_name: str, label_name: str) -> Found:
    images, labels = _decoded(files, image_name), _decoded(files, label_name)
    pixels = as_images(images, len(labels), files)
    notes: list[str] = []
    names = None
    if is_emnist(image_name):
        pixels, notes = upright(pixels)
        names = names_by_file(image_name)
    # Unsigned bytes are from 0 to 255 whatever occurs, so nothing is scaled.
    return Found(np.ascontiguousarray(pixels), labels_of(labels, files), names, notes)


def _decoded(files: Files, name: str) -> np.ndarray:
    try:
        return decode_idx(files.read(name))
    except ValueError as error:
        raise files.refusal(f"{shown(name)} is damaged: {error}", EXPECTED, REMEDY) from error
