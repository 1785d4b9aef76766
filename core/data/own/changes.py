"""Changes of an own set: each gives a new one, so that the one before can be brought back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.own.own_set import OwnSet


def added(
    own: OwnSet, images: np.ndarray, labels: Sequence[int] | np.ndarray, person: int
) -> OwnSet:
    """Add images of one person at the end.

    Parameters
    ----------
    images : uint8 array of shape (n, 28, 28)
    labels : n whole numbers
        Which class each shows.
    """
    return OwnSet(
        own.class_names,
        np.concatenate([own.images, images]),
        np.concatenate([own.labels, np.asarray(labels, np.int64)]),
        np.concatenate([own.persons, np.full(len(images), person, np.int64)]),
    )


def relabeled(own: OwnSet, rows: Sequence[int], label: int) -> OwnSet:
    """Say what some images really show."""
    labels = own.labels.copy()
    labels[list(rows)] = label
    return OwnSet(own.class_names, own.images, labels, own.persons)


def removed(own: OwnSet, rows: Sequence[int]) -> OwnSet:
    """Take some images out; the others keep their order."""
    return own.take(np.delete(np.arange(len(own)), list(rows)))


def merged(own: OwnSet, other: OwnSet) -> OwnSet:
    """Add what another set of the same classes has and this one lacks: images with their labels."""
    known = {_content(own, row) for row in range(len(own))}
    new = [row for row in range(len(other)) if _content(other, row) not in known]
    return OwnSet(
        own.class_names,
        np.concatenate([own.images, other.images[new]]),
        np.concatenate([own.labels, other.labels[new]]),
        np.concatenate([own.persons, other.persons[new]]),
    )


def _content(own: OwnSet, row: int) -> tuple[bytes, int]:
    return own.images[row].tobytes(), int(own.labels[row])


def in_turn(own: OwnSet, most: int) -> np.ndarray:
    """List at most so many rows, as many of each class as there can be, in their order."""
    if len(own) <= most:
        return np.arange(len(own))
    # The first of each class come first, then the second ones, and so on.
    place = np.zeros(len(own), np.int64)
    for label in range(len(own.class_names)):
        rows = np.flatnonzero(own.labels == label)
        place[rows] = np.arange(len(rows))
    return np.sort(np.argsort(place, kind="stable")[:most])
