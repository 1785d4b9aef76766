"""NumPy's archives: Keras' mnist.npz, and images and labels as scikit-learn names them."""

from __future__ import annotations

import io
import tokenize
from zipfile import ZipFile

import numpy as np
from numpy.lib import format as npy

from core.data.labeled.archive import BLOCK, SIGNATURE, UNREADABLE, open_archive
from core.data.labeled.classes import labels_of
from core.data.labeled.files import Files, check_one_set, shown, training_first
from core.data.labeled.labeled_images import Found, joined
from core.data.labeled.numbers import as_images, gray_bytes

# Names of images and labels that belong together, small letters; parts are read in this order.
PAIRS = (
    ("x_train", "y_train"),
    ("x_test", "y_test"),
    ("train_images", "train_labels"),
    ("val_images", "val_labels"),
    ("test_images", "test_labels"),
    ("x", "y"),
    ("images", "labels"),
    ("data", "labels"),
    ("data", "target"),
)
EXPECTED = "arrays x_train, y_train, x_test and y_test, or X and y"
REMEDY = "Save them with numpy.savez(file, X=images, y=labels)."
# NumPy reads no longer one, because reading it takes Python's own parser.
MAX_HEADER_BYTES = 10_100
# What Python may say of a header that is no header.
NO_HEADER = (ValueError, TypeError, SyntaxError, KeyError, RecursionError, tokenize.TokenError)


def is_npz(files: Files) -> bool:
    """Return whether there are archives with nothing but arrays."""
    return bool(_archives(files))


def _archives(files: Files) -> list[str]:
    names = sorted(files.others, key=training_first)
    return [
        name
        for name in names
        if files.start(name).startswith(SIGNATURE)
        and (name.lower().endswith(".npz") or len(names) == 1)
    ]


def is_archive_of_arrays(names: list[str]) -> bool:
    """Return whether a ZIP archive with these entries is NumPy's."""
    return bool(names) and all(name.endswith(".npy") for name in names)


def read_npz(files: Files) -> Found:
    """Read all archives that are there, training images first.

    Raises
    ------
    LabeledImagesError
        If an array is missing, damaged, a pickle or of a wrong shape.
    """
    names = _archives(files)
    check_one_set(files, names)
    parts = [part for name in names for part in _read(files, name)]
    if len({part.images.shape[1:] for part in parts if isinstance(part.images, np.ndarray)}) > 1:
        raise files.refusal("its parts have images of different sizes", "one size", REMEDY)
    return joined(parts)


def _read(files: Files, name: str) -> list[Found]:
    archive, entries = open_archive(io.BytesIO(files.read(name)), name)
    files.take(sum(entry.file_size for entry in entries))
    names = {entry.filename.removesuffix(".npy").lower(): entry.filename for entry in entries}
    pairs = [pair for pair in PAIRS if set(pair) <= names.keys()]
    if not pairs:
        arrays = ", ".join(sorted(names)[:8]) or "nothing"
        raise files.refusal(f"{shown(name)} holds {arrays}", EXPECTED, REMEDY)
    found = []
    for images_name, labels_name in pairs:
        labels = labels_of(_array(archive, names[labels_name], files), files)
        images = as_images(_array(archive, names[images_name], files), len(labels), files)
        found.append(Found(*_gray_with_notes(images, labels, files)))
    return found


def _gray_with_notes(
    images: np.ndarray, labels: np.ndarray, files: Files
) -> tuple[np.ndarray, np.ndarray, None, list[str]]:
    pixels, notes = gray_bytes(images, files)
    return pixels, labels, None, notes


def _content(archive: ZipFile, name: str) -> bytearray:
    """Read an entry in blocks: at once it would be in memory twice."""
    content = bytearray(archive.getinfo(name).file_size)
    at = 0
    with archive.open(name) as file:
        while block := file.read(BLOCK):
            content[at : at + len(block)] = block
            at += len(block)
    if at < len(content):
        raise EOFError("it is cut off")
    return content


def _array(archive: ZipFile, name: str, files: Files) -> np.ndarray:
    """Read an array that is no pickle; memory is taken for the bytes that are there."""
    try:
        content = _content(archive, name)
    except UNREADABLE as error:
        raise files.refusal(
            f"{shown(name)} in it is damaged ({error})", EXPECTED, REMEDY
        ) from error
    file = io.BytesIO(content[:MAX_HEADER_BYTES])
    try:
        version = npy.read_magic(file)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, column_major, dtype = read_header(file)
    except NO_HEADER as error:
        raise files.refusal(f"{shown(name)} in it is no array", EXPECTED, REMEDY) from error
    if dtype.hasobject:
        raise files.refusal(
            f"{shown(name)} in it is a pickle of Python, which may run a program when it is read",
            "arrays of numbers",
            "Make an array of numbers of it before it is saved, all images of one size.",
        )
    start, count = file.tell(), int(np.prod(shape, dtype=object))
    if dtype.fields or not dtype.itemsize or count * dtype.itemsize != len(content) - start:
        raise files.refusal(f"{shown(name)} in it is cut off or no array", EXPECTED, REMEDY)
    values = np.frombuffer(content, dtype, offset=start)
    return values.reshape(shape, order="F" if column_major else "C")
