"""Digits of other people as they draw them on the Sketch page, to measure networks with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.pen import TEST_WRITERS
from core.data.pen_file import PenDigit, pen_digits
from core.sketch.pen_strokes import CANVAS, draw_strokes
from core.sketch.prepare import prepare_sketch

# A thin, the usual and a thick pen, in canvas pixels.
BRUSHES = (12, 20, 32)


def strangers_digits() -> list[PenDigit]:
    """Return the digits of the five writers from whom no network here learns."""
    return [digit for digit in pen_digits() if digit.writer in TEST_WRITERS]


def draw_all(digits: Sequence[PenDigit], brush: float) -> np.ndarray:
    """Draw digits on the sketch's canvas and prepare them: uint8 of shape (n, 28, 28)."""
    return np.stack(
        [prepare_sketch(draw_strokes(digit.scaled(CANVAS), brush)).centered for digit in digits]
    )
