"""What the Data page says about a set of images."""

from __future__ import annotations

import numpy as np

from core.data.digits import CLASSES, DigitSplit


def class_counts(split: DigitSplit) -> np.ndarray:
    """Count the images of each digit.

    Parameters
    ----------
    split : DigitSplit
        The images.

    Returns
    -------
    int64 array of shape (10,)
        How often each digit occurs.
    """
    return np.bincount(split.labels, minlength=CLASSES)


def mean_images(split: DigitSplit) -> np.ndarray:
    """Average all images of each digit, pixel by pixel.

    Parameters
    ----------
    split : DigitSplit
        The images.

    Returns
    -------
    uint8 array of shape (10, 28, 28)
        The mean zero, one, ... nine, rounded; all paper where a digit never occurs.
    """
    means = np.zeros((CLASSES, *split.images.shape[1:]), np.uint8)
    for digit in range(CLASSES):
        images = split.images[split.labels == digit]
        if len(images):
            means[digit] = images.mean(axis=0).round()
    return means


def pixel_histogram(images: np.ndarray, bins: int = 16) -> np.ndarray:
    """Count pixels by brightness.

    Parameters
    ----------
    images : uint8 array of shape (n, 28, 28)
        The images.
    bins : int
        How many equally wide groups of the 256 values; a divisor of 256.

    Returns
    -------
    int64 array of shape (bins,)
        Group k holds the values from ``256 / bins * k`` on.
    """
    counts = np.bincount(images.reshape(-1), minlength=256)
    return counts.reshape(bins, -1).sum(axis=1)
