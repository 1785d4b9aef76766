"""Training images as they come, or all of one digit: how differently people write."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data import CLASSES, DigitData
from dashboard.markup.digit_grid import digit_grid

# Four full rows where the page is wide, nine on a phone.
FIRST = 36
ALL = "All"


def show(data: DigitData) -> None:
    """Let the visitor leaf through the training images, of every digit or of one."""
    train = data.train
    with st.container(horizontal=True, vertical_alignment="bottom"):
        digit = st.segmented_control(
            "Digit", [ALL, *range(CLASSES)], default=ALL, required=True, key="browse_digit"
        )
        rows = np.arange(len(train)) if digit == ALL else np.flatnonzero(train.labels == digit)
        start = st.slider(
            "From image",
            0,
            max(len(rows) - FIRST, 1),
            step=FIRST,
            key="browse_start",
            format="%d",
            width=320,
        )
    shown = rows[start : start + FIRST]
    st.html(
        digit_grid(
            train.images[shown],
            [
                f"{train.labels[row]} · no. {row:,}" if digit == ALL else f"no. {row:,}"
                for row in shown
            ],
            alt=f"{len(shown)} training images, with labels "
            + ", ".join(map(str, train.labels[shown])),
        )
    )
    of_what = "" if digit == ALL else f" of the digit {digit}"
    label = "its label and its number" if digit == ALL else "its number"
    st.caption(
        f"{len(shown)} of {len(rows):,} training images{of_what}. Under each: {label} among all "
        f"{len(train):,}."
    )
