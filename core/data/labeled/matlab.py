"""MATLAB files: X and y, data and labels, or EMNIST's own layout."""

from __future__ import annotations

import numpy as np

from core.data.labeled.classes import labels_of
from core.data.labeled.emnist import names_by_mapping, upright
from core.data.labeled.files import Files, check_one_set, shown, training_first
from core.data.labeled.labeled_images import Found, joined
from core.data.labeled.mat_file import (
    Content,
    MatFileError,
    is_mat_file,
    read_mat_file,
)
from core.data.labeled.numbers import as_images, gray_bytes
from core.data.labeled.sideways import lie_on_their_side

IMAGE_NAMES = ("x", "images", "data", "features", "fea")
LABEL_NAMES = ("y", "labels", "label", "target", "targets", "gnd")
EXPECTED = "arrays X and y, or data and labels"
REMEDY = "Save both with save('file.mat', 'X', 'y', '-v7')."
SIDEWAYS = "The digits lay on their side, as MATLAB writes them; they have been turned upright."
TEN = "The label 10 was taken for the digit 0, as usual in MATLAB."


def is_matlab(files: Files) -> bool:
    """Return whether there are files that MATLAB writes."""
    return any(is_mat_file(files.start(name)) for name in files.others)


def read_matlab(files: Files) -> Found:
    """Read all MATLAB files that are there, training images first.

    Raises
    ------
    LabeledImagesError
        If a file is damaged, of another level, or has no images with labels.
    """
    names = [name for name in files.others if is_mat_file(files.start(name))]
    check_one_set(files, names)
    parts = [part for name in sorted(names, key=training_first) for part in _read(files, name)]
    if len({part.images.shape[1:] for part in parts if isinstance(part.images, np.ndarray)}) > 1:
        raise files.refusal("its parts have images of different sizes", "one size", REMEDY)
    return joined(parts)


def _read(files: Files, name: str) -> list[Found]:
    content = files.read(name)
    if content.startswith(b"MATLAB 7.3"):
        raise files.refusal(
            f"{shown(name)} is of version 7.3, which is another format", "version 7 or 6", REMEDY
        )
    try:
        arrays = read_mat_file(content, files.take)
    except MatFileError as error:
        raise files.refusal(f"{shown(name)} is damaged: {error}", EXPECTED, REMEDY) from error
    if isinstance(inner := arrays.get("dataset"), dict):
        return _emnist(inner, files, name)
    return [_pair(arrays, files, name)]


def _pair(arrays: Content, files: Files, name: str) -> Found:
    lower = {key.lower(): value for key, value in arrays.items() if isinstance(value, np.ndarray)}
    images_name = next((key for key in IMAGE_NAMES if key in lower), None)
    labels_name = next((key for key in LABEL_NAMES if key in lower), None)
    if images_name is None or labels_name is None:
        held = ", ".join(list(arrays)[:8]) or "no arrays of numbers"
        raise files.refusal(f"{shown(name)} holds {held}", EXPECTED, REMEDY)
    labels, notes = _digits(labels_of(lower[labels_name], files))
    pixels = as_images(_images_first(lower[images_name], len(labels)), len(labels), files)
    images, done = gray_bytes(pixels, files)
    notes += done
    if lie_on_their_side(images, labels):
        images = np.ascontiguousarray(images.swapaxes(1, 2))
        notes.append(SIDEWAYS)
    return Found(images, labels, None, notes)


def _images_first(values: np.ndarray, count: int) -> np.ndarray:
    """Bring (height, width, colors, n) to (n, height, width, colors), and leave others."""
    return np.moveaxis(values, -1, 0) if values.ndim == 4 and values.shape[3] == count else values


def _digits(labels: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Bring labels from 1 to 10 to digits: arrays begin at 1 in MATLAB, so zeros are tens."""
    if set(np.unique(labels)) != set(range(1, 11)):
        return labels, []
    return labels % 10, [TEN]


def _emnist(dataset: Content, files: Files, name: str) -> list[Found]:
    """Read EMNIST's layout: training and test images, and which characters its labels mean."""
    names = names_by_mapping(dataset.get("mapping"))
    found = []
    for part in ("train", "test"):
        inner = dataset.get(part)
        if not isinstance(inner, dict):
            continue
        images, labels = inner.get("images"), inner.get("labels")
        if isinstance(images, np.ndarray) and isinstance(labels, np.ndarray):
            numbers = labels_of(labels, files)
            pixels, notes = gray_bytes(as_images(images, len(numbers), files), files)
            pixels, turned = upright(pixels)
            found.append(Found(pixels, numbers, names, notes + turned))
    if not found:
        raise files.refusal(
            f"the structure dataset in {shown(name)} has no images with labels",
            "dataset.train.images and dataset.train.labels",
            "Download EMNIST's file for MATLAB again.",
        )
    return found
