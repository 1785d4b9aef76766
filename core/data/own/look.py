"""What to look at before learning from a set: is it balanced, and is something in it twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.own.own_set import OwnSet

# Of two images the correlation of their pixels from which they count as the same drawing. Of 3,000
# ones of MNIST, which are as alike as handwriting gets, see tests/core/data/own/test_look.py.
SAME_DRAWING = 0.99


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """How many images there are.

    Attributes
    ----------
    of_class : int64 array of shape (classes,)
        Images of each class.
    persons : int64 array of shape (k,)
        The persons who wrote some, in order.
    of_person : int64 array of shape (k, classes)
        Images of each class by each of them.
    """

    of_class: np.ndarray
    persons: np.ndarray
    of_person: np.ndarray

    @property
    def next_class(self) -> int:
        """Return a class of which there are fewest, the first of them."""
        return int(self.of_class.argmin())


def balance(own: OwnSet) -> Balance:
    """Count the images of each class, of all persons and of each."""
    classes = len(own.class_names)
    persons = np.unique(own.persons)
    counts = [np.bincount(own.labels[own.persons == one], minlength=classes) for one in persons]
    of_person = np.array(counts, np.int64).reshape(-1, classes)
    return Balance(of_person.sum(axis=0), persons, of_person)


def twins(own: OwnSet) -> list[tuple[int, int]]:
    """Find images that are there twice, or nearly: a sheet photographed again.

    In training and in test the same drawing would count as known and as new.

    Returns
    -------
    list of (int, int)
        The row of an image and that of the earliest one it equals, by the first.
    """
    pixels = own.images.reshape(len(own), -1).astype(np.float32)
    pixels -= pixels.mean(axis=1, keepdims=True)
    pixels /= np.maximum(np.linalg.norm(pixels, axis=1, keepdims=True), 1e-6)
    found = []
    for row in range(1, len(own)):
        alike = np.flatnonzero(pixels[:row] @ pixels[row] >= SAME_DRAWING)
        if len(alike):
            found.append((row, int(alike[0])))
    return found
