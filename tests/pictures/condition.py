"""What a condition is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tests.pictures.fields import Rng
from tests.pictures.ink import Hand
from tests.pictures.packing import File


@dataclass(frozen=True, slots=True)
class Condition:
    """A way in which people bring a digit: how it was written, and what became of it.

    Calling it with ink from 0 to 1, of shape (480, 480), and a generator gives a file: its
    ending and its bytes.
    """

    make: Callable[[np.ndarray, Rng], File]
    hand: Hand = field(default_factory=Hand)
    group: str = "more"

    def __call__(self, ink: np.ndarray, rng: Rng) -> File:
        return self.make(ink, rng)
