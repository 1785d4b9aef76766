"""What the Data page says about a set of images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.digits import DIGITS, DigitSplit, count_values


def class_counts(split: DigitSplit, classes: int = DIGITS) -> np.ndarray:
    """Count the images of each class: int64 of shape (classes,)."""
    return np.bincount(split.labels, minlength=classes)


def mean_images(split: DigitSplit, most: int | None = None, *, classes: int = DIGITS) -> np.ndarray:
    """Average all images of each class, rounded: uint8 of shape (classes, 28, 28).

    All paper where a class never occurs.

    Parameters
    ----------
    split : DigitSplit
        The images.
    most : int, optional
        Of each class only the first so many.
    classes : int
        How many there are.
    """
    means = np.zeros((classes, *split.images.shape[1:]), np.uint8)
    for label in range(classes):
        images = split.images[np.flatnonzero(split.labels == label)[:most]]
        if len(images):
            means[label] = images.mean(axis=0).round()
    return means


def pixel_histogram(images: np.ndarray, bins: int = 16) -> np.ndarray:
    """Count pixels by brightness, in equally wide groups of the 256 values: int64 of shape (bins,).

    Group k has the values from ``256 / bins * k`` on; `bins` divides 256.
    """
    return count_values(images).reshape(bins, -1).sum(axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """How much ink images have, how large their digits are and where they stand.

    Attributes
    ----------
    ink : float array of shape (n,)
        Mean brightness of all pixels, 0 (paper) to 1 (all ink).
    size : int array of shape (n,)
        The longer side of the rectangle around the ink, in pixels.
    row, column : float arrays of shape (n,)
        Center of mass in pixels, counted from 0 at the top and at the left.
    """

    ink: np.ndarray
    size: np.ndarray
    row: np.ndarray
    column: np.ndarray


def _extent(has_ink: np.ndarray) -> np.ndarray:
    """Measure from the first to the last place with ink of each image: (n, places) to (n,)."""
    places = has_ink.shape[1]
    last = places - has_ink[:, ::-1].argmax(axis=1)
    return np.where(has_ink.any(axis=1), last - has_ink.argmax(axis=1), 0)


def measure_images(images: np.ndarray) -> Measures:
    """Measure ink, size and center of images: uint8 of shape (n, height, width), 255 is ink.

    An image without ink has its center in the middle.
    """
    count, height, width = images.shape
    by_row = images.sum(axis=2, dtype=np.int64)
    by_column = images.sum(axis=1, dtype=np.int64)
    mass = by_row.sum(axis=1)
    row = np.full(count, height / 2)
    column = np.full(count, width / 2)
    np.divide(by_row @ np.arange(height), mass, out=row, where=mass > 0)
    np.divide(by_column @ np.arange(width), mass, out=column, where=mass > 0)
    return Measures(
        ink=mass / (255 * height * width),
        size=np.maximum(_extent(by_row > 0), _extent(by_column > 0)),
        row=row,
        column=column,
    )
