"""Digits of other people as they draw them on the Sketch page, to measure networks with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.digits import DigitSplit
from core.data.pen import DIGITS_OF_A_WRITER, TEST_WRITERS
from core.data.pen_file import PenDigit, pen_digits
from core.data.registry import SPLIT_SEED
from core.data.splits import split_by_writer
from core.sketch.pen_strokes import CANVAS, draw_strokes
from core.sketch.prepare import prepare_sketch

# A thin, the usual and a thick pen, in canvas pixels.
BRUSHES = (12, 20, 32)


def strangers_digits() -> list[PenDigit]:
    """Return the digits of the five writers from whom no network here learns."""
    return [digit for digit in pen_digits() if digit.writer in TEST_WRITERS]


def unseen_writer() -> int:
    """Return who validates the shipped reader: it has not learned from this one of the 25.

    Validation takes writers in one order, whatever its size, so this is the first one that any
    run on pen strokes leaves out too. Test images stay sealed: it is none of the test writers.
    """
    digits = [digit for digit in pen_digits() if digit.writer not in TEST_WRITERS]
    labels = np.array([digit.label for digit in digits])
    writers = np.array([digit.writer for digit in digits])
    # As many images as one writer has.
    _, apart = split_by_writer(labels, writers, DIGITS_OF_A_WRITER, SPLIT_SEED)
    return int(writers[apart[0]])


def digits_of(writer: int) -> list[PenDigit]:
    """Return what one of the thirty people wrote, in the order of writing."""
    return [digit for digit in pen_digits() if digit.writer == writer]


def draw_all(digits: Sequence[PenDigit], brush: float) -> DigitSplit:
    """Draw digits on the sketch's canvas and prepare them, with their labels and writers."""
    return DigitSplit(
        np.stack(
            [prepare_sketch(draw_strokes(digit.scaled(CANVAS), brush)).centered for digit in digits]
        ),
        np.array([digit.label for digit in digits]),
        np.array([digit.writer for digit in digits]),
    )
