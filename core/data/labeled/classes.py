"""From labels as files have them to classes with names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from core.data.labeled.files import Files, natural_order
from core.errors import LabeledImagesError, quoted

# As many as there are digits and letters, large and small: EMNIST by class has all of them.
MIN_CLASSES, MAX_CLASSES = 2, 62
# An array of texts takes as much for each as for the longest.
MAX_LABEL = 100
LABELS_REMEDY = f"Keep {MIN_CLASSES} to {MAX_CLASSES} classes, with one label for each image."


def labels_of(values: np.ndarray, files: Files) -> np.ndarray:
    """Bring labels to whole numbers or texts: shape (n,), int64 or str.

    They may be a row or a column, floats that are whole, or one-hot: of shape (n, classes).

    Raises
    ------
    LabeledImagesError
        If they are something else.
    """
    if values.ndim == 2 and 1 in values.shape:
        values = values.ravel()
    if values.ndim == 2 and values.dtype.kind in "buif" and _is_one_hot(values):
        values = values.argmax(axis=1)
    if values.ndim != 1:
        raise _no_labels(files, f"its labels have the shape {values.shape}")
    if values.dtype.kind in "SU" and (length := values.dtype.itemsize) > 4 * MAX_LABEL:
        raise _endless(files, length)
    if values.dtype.kind == "S":
        return np.char.decode(values, "utf-8", "replace")
    if values.dtype.kind == "U":
        return values
    if values.dtype.kind == "f":
        if not (np.isfinite(values).all() and (values == np.rint(values)).all()):
            raise _no_labels(files, "its labels are no whole numbers")
    elif values.dtype.kind not in "bui":
        raise _no_labels(files, f"its labels are of the type {values.dtype}")
    if len(values) and not -(2**31) < float(values.min()) <= float(values.max()) < 2**31:
        raise _no_labels(files, "its labels are far too large")
    return values.astype(np.int64)


def texts_of(labels: Sequence[str], files: Files) -> np.ndarray:
    """Bring labels that are texts into an array; raises LabeledImagesError if one is endless."""
    if labels and (longest := max(map(len, labels))) > MAX_LABEL:
        raise _endless(files, longest)
    return np.array(labels, dtype=str)


def _endless(files: Files, length: int) -> LabeledImagesError:
    return files.refusal(
        f"it has a label of {length:,} characters",
        f"at most {MAX_LABEL}",
        "Name the classes shorter.",
    )


def _is_one_hot(values: np.ndarray) -> bool:
    is_small = MIN_CLASSES <= values.shape[1] <= MAX_CLASSES
    return is_small and bool(
        ((values == 0) | (values == 1)).all() and (values.sum(axis=1) == 1).all()
    )


def _no_labels(files: Files, found: str) -> LabeledImagesError:
    return files.refusal(found, "one label for each image", LABELS_REMEDY)


def classes_of(
    labels: np.ndarray, names: Mapping[int, str] | None, files: Files
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Count the classes from 0, and name them.

    Digits stay what they are: where all labels are single digits, a label is the digit, also
    where some digits do not occur. Otherwise the classes are those that occur, in natural order;
    where the format names them, those that it names.

    Parameters
    ----------
    labels : array of shape (n,)
        Whole numbers or texts.

    Raises
    ------
    LabeledImagesError
        If there are fewer than 2 or more than 62 classes.
    """
    if not len(labels):
        raise files.refusal("there are no images in it", "images with labels", LABELS_REMEDY)
    found, places = np.unique(labels, return_inverse=True)
    if not MIN_CLASSES <= len(found) <= MAX_CLASSES:
        which = f"only one label, {quoted(str(found[0]))}" if len(found) == 1 else ""
        raise files.refusal(
            f"it has {which or f'{len(found):,} different labels'}",
            f"{MIN_CLASSES} to {MAX_CLASSES} classes",
            LABELS_REMEDY,
        )
    texts = [_readable(str(value)) for value in found]
    if names:
        return _named(found, places, names, files)
    if all(re.fullmatch("[0-9]", text) for text in texts):
        digits = np.array([int(text) for text in texts])
        return digits[places], tuple(str(digit) for digit in range(digits.max() + 1))
    order = list(range(len(texts)))
    if labels.dtype.kind != "i":
        order.sort(key=lambda place: natural_order(texts[place]))
    return np.argsort(order)[places].astype(np.int64), tuple(texts[place] for place in order)


def _named(
    found: np.ndarray, places: np.ndarray, names: Mapping[int, str], files: Files
) -> tuple[np.ndarray, tuple[str, ...]]:
    known = sorted(names)
    unknown = set(found.tolist()) - set(known)
    if unknown or len(known) > MAX_CLASSES:
        raise files.refusal(
            f"it names {len(known):,} classes, and has the label {min(unknown, default=0)}",
            f"a name for each label, at most {MAX_CLASSES}",
            LABELS_REMEDY,
        )
    place = {value: number for number, value in enumerate(known)}
    numbers = np.array([place[value] for value in found.tolist()], np.int64)
    return numbers[places], tuple(_readable(names[value]) for value in known)


def _readable(name: str) -> str:
    """Replace what a page cannot show."""
    return name.encode("utf-8", "replace").decode()
