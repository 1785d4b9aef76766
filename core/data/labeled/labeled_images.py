"""What all formats of labeled images come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class LabeledImages:
    """Images that somebody brought, as networks here take them.

    Attributes
    ----------
    images : uint8 array of shape (n, 28, 28)
        0 is paper, 255 is ink.
    labels : int64 array of shape (n,)
        Which of the classes each image shows.
    class_names : tuple of str
        2 to 62 names, that of class 0 first.
    notes : tuple of str
        What was done to the images, in sentences.
    """

    images: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(slots=True, eq=False)
class Found:
    """What one format has, before all formats are treated alike.

    Attributes
    ----------
    images : uint8 array of shape (n, height, width), or n uint8 arrays of shape (height, width)
        Gray, light on dark or dark on light.
    labels : array of shape (n,)
        Whole numbers or texts.
    names : mapping of int to str, optional
        What the labels mean, where the format says it.
    notes : list of str
        What was done so far, in sentences.
    """

    images: np.ndarray | Sequence[np.ndarray]
    labels: np.ndarray
    names: Mapping[int, str] | None = None
    notes: list[str] = field(default_factory=list)


def joined(parts: Sequence[Found]) -> Found:
    """Put parts together, as training and test images, all of one size."""
    notes = list(dict.fromkeys(note for part in parts for note in part.notes))
    return Found(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
        parts[0].names,
        notes,
    )
