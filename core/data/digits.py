"""What a data set of digits is, once it is loaded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

IMAGE_SIZE = 28
# Of digits; other data sets have 2 to 62 classes and say so.
DIGITS = 10
DIGIT_NAMES = tuple(str(digit) for digit in range(DIGITS))
COUNTED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class DigitSplit:
    """Some images and their labels. Shared between visitors, so never written to.

    Attributes
    ----------
    images : uint8 array of shape (n, 28, 28)
        0 is paper, 255 is ink.
    labels : int64 array of shape (n,)
        What each image shows: the number of its class, from 0. Of digits, the digit.
    writers : int64 array of shape (n,), optional
        Who wrote each, -1 where that is not known; None where it is known of none.
    """

    images: np.ndarray
    labels: np.ndarray
    writers: np.ndarray | None = None

    def __post_init__(self) -> None:
        for name in ("images", "labels", "writers"):
            if (array := getattr(self, name)) is None:
                continue
            view = array.view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: np.ndarray) -> DigitSplit:
        """Copy the images and labels in some rows, int64 of shape (k,), in that order."""
        writers = None if self.writers is None else self.writers[rows]
        return DigitSplit(self.images[rows], self.labels[rows], writers)


def count_values(images: np.ndarray) -> np.ndarray:
    """Count how often each value of uint8 images occurs: int64 of shape (256,).

    NumPy counts a copy in eight times as many bytes, 345 MB for all of MNIST; so some images at
    a time.
    """
    counts = np.zeros(256, np.int64)
    for start in range(0, len(images), COUNTED_AT_ONCE):
        counts += np.bincount(images[start : start + COUNTED_AT_ONCE].ravel(), minlength=256)
    return counts


@dataclass(frozen=True, slots=True)
class Standardization:
    """Mean and deviation of all pixels of the training images, as numbers from 0 to 1."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, images: np.ndarray) -> Standardization:
        """Measure the pixels of uint8 images: mean and population deviation of pixel / 255.

        Only of training images: looking at validation or test images here would let the network
        know something about them.
        """
        # Counting how often each of the 256 values occurs is exact and needs no
        # second copy of the images in floating point.
        counts = count_values(images)
        values = np.arange(256) / 255
        mean = float(np.average(values, weights=counts))
        variance = float(np.average((values - mean) ** 2, weights=counts))
        # Images of one flat color deviate by 0; dividing by 1 leaves them at 0.
        return cls(mean, variance**0.5 or 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class DigitData:
    """A data set, split for honest use.

    Attributes
    ----------
    train : DigitSplit
        What the network learns from.
    validation : DigitSplit
        What choices are made by. Split off the training images.
    test : DigitSplit
        What is reported at the end. Nothing is chosen by it.
    standardization : Standardization
        Mean and deviation of ``train`` only.
    name : str
        What :func:`core.data.dataset_spec` finds the data set by.
    class_names : tuple of str
        What its labels mean, 0 first.
    """

    train: DigitSplit
    validation: DigitSplit
    test: DigitSplit
    standardization: Standardization
    name: str
    class_names: tuple[str, ...] = DIGIT_NAMES

    @property
    def classes(self) -> int:
        """Return how many classes there are, whether or not an image shows them."""
        return len(self.class_names)

    def standardized_by(self, standardization: Standardization) -> DigitData:
        """Prepare the same images, shared, for a network that learned from others."""
        return replace(self, standardization=standardization)
