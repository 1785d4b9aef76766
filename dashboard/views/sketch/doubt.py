"""A word of doubt where a picture may show no digit at all."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.pretrained.doubt import looks_unlike_a_digit
from dashboard.server.first_networks import reader
from dashboard.views.sketch.sketch_reading import SketchReading


def show(readings: Sequence[SketchReading]) -> None:
    """Say so where the network that comes with Digit Lab doubts one of the digits.

    It knows digits only, so of other classes it says nothing.
    """
    if any(not reading.spec.shows_digits for reading in readings):
        return
    if any(looks_unlike_a_digit(reader(), reading.image) for reading in readings):
        st.warning(
            "It is unlikely that this picture shows a digit: what was found on it looks unlike "
            "those that the reader has learned from. If it is one, take the picture from nearer, "
            "or write more clearly. If it is none: a network has to name one of ten digits, "
            "whatever it sees.",
            title="Unlikely to be a digit",
            icon=":material/question_mark:",
        )
