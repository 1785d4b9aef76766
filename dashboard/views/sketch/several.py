"""Several digits in one drawing: which is which, and which one to look closer at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from dashboard import class_names
from dashboard.markup.digit_boxes import digit_boxes
from dashboard.markup.pictures import ink_picture
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.wording import percent

PLACES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
# As many as there can be digits side by side.
MAX_LARGE_LETTERS = len(PLACES)
COUNTS = ("One", "Two", "Three", "Four", "Five", "Six")


def choose_one(ink: np.ndarray, readings: Sequence[SketchReading]) -> SketchReading:
    """Show which ink was read as which digit, and let the visitor choose one of them.

    Parameters
    ----------
    ink : uint8 array of shape (height, width)
        Of the whole drawing; 0 is paper, 255 is ink.
    readings : sequence of SketchReading
        From left to right. Nothing is shown when there is only one.
    """
    boxes = [reading.box for reading in readings if reading.box is not None]
    if not boxes:
        return readings[0]
    digits = [reading.spec.class_names[reading.prediction] for reading in readings]
    st.html(
        digit_boxes(
            ink_picture(ink),
            boxes,
            digits,
            alt=f"Your drawing with a box around each {readings[0].spec.noun}, read as "
            f"{', '.join(digits)}",
        )
    )
    place = st.segmented_control(
        "Look closer at",
        range(len(readings)),
        default=0,
        required=True,
        # Other digits are chosen from anew.
        key=f"sketch_digit_of_{len(readings)}",
        format_func=lambda place: PLACES[place],
        help="The bars, the 28 x 28 pixels and the microscope below are about this digit.",
    )
    return readings[place]


def in_words(readings: Sequence[SketchReading]) -> str:
    """Say how each of several digits was read."""
    *first, last = (
        f"**{class_names.in_text(reading.spec, reading.prediction)}** with "
        f"{percent(reading.probabilities.max())}"
        for reading in readings
    )
    nouns = readings[0].spec.nouns
    return (
        f"{COUNTS[len(readings) - 1]} {nouns} stand side by side here, so each is cut out and read "
        f"by itself: {', '.join(first)} and {last}. The network has only ever seen one "
        f"{readings[0].spec.noun} at a "
        f"time; {nouns} that touch it takes for one."
    )


def answer_of(readings: Sequence[SketchReading]) -> str:
    """Write what was read in large letters: digits and letters as one word, names as a list."""
    names = [reading.spec.class_names[reading.prediction] for reading in readings]
    return ("" if all(len(name) == 1 for name in names) else ", ").join(names)
