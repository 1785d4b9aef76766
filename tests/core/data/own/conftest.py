"""Sets of a few signs by several hands."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.own import OwnSet
from core.sketch import prepare_sketch
from core.sketch.pen_strokes import draw_strokes
from tests.core.data.own.photos import STROKES

NAMES = ("0", "7", "L")


def written(sign: str, seed: int) -> np.ndarray:
    """Write a sign as one hand does at one time: uint8 of shape (28, 28)."""
    random = np.random.default_rng(seed)
    lean, wide = random.uniform(-0.2, 0.2), random.uniform(0.7, 1.2)
    strokes = [
        [(140 + wide * (x - 140) + lean * (y - 140), y + random.normal(0, 3)) for x, y in stroke]
        for stroke in STROKES[sign]
    ]
    return prepare_sketch(draw_strokes(strokes, int(random.integers(12, 26)))).centered


def own_set(each: int, persons: tuple[int, ...] = (1,)) -> OwnSet:
    """Let each person write each of three signs so many times."""
    rows = [
        (label, person, time)
        for person in persons
        for time in range(each)
        for label in range(len(NAMES))
    ]
    images = [
        written(NAMES[label], 100 * person + 10 * time + label) for label, person, time in rows
    ]
    labels, writers = [row[0] for row in rows], [row[1] for row in rows]
    return OwnSet(NAMES, np.stack(images), np.array(labels), np.array(writers))


@pytest.fixture(scope="session")
def five() -> OwnSet:
    """Five of each of three signs, by one person."""
    return own_set(5)


@pytest.fixture(scope="session")
def class_of_four() -> OwnSet:
    """Four of each of three signs, by each of four persons."""
    return own_set(4, (1, 2, 3, 4))
