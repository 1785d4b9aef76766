"""Training images as they come, or all of one class: how differently people write."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data import DatasetSpec, DigitData, dataset_spec
from dashboard import class_names
from dashboard.markup.digit_grid import digit_grid
from dashboard.visitor import session

# Four full rows where the page is wide, nine on a phone.
FIRST = 36
ALL = "All"
MAX_BUTTONS = 12


def show(data: DigitData) -> None:
    """Let the visitor leaf through the training images, of every class or of one."""
    train, spec = data.train, dataset_spec(data.name)
    names = spec.class_names
    with st.container(horizontal=True, vertical_alignment="bottom"):
        digit = _choose_class(spec)
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
                f"{names[train.labels[row]]} · no. {row:,}" if digit == ALL else f"no. {row:,}"
                for row in shown
            ],
            alt=f"{len(shown)} training images, with labels "
            + ", ".join(names[label] for label in train.labels[shown]),
        )
    )
    of_what = "" if digit == ALL else f" of the {spec.noun} {class_names.in_text(spec, int(digit))}"
    label = "its label and its number" if digit == ALL else "its number"
    st.caption(
        f"{len(shown)} of {len(rows):,} training images{of_what}. Under each: {label} among all "
        f"{len(train):,}."
    )


def _choose_class(spec: DatasetSpec) -> int | str:
    """Choose a class, or all: buttons for ten, a menu where more would fill the page."""
    key, title = "browse_digit", spec.noun.capitalize()
    options: list[int | str] = [ALL, *range(spec.classes)]

    def name(one: int | str) -> str:
        return one if isinstance(one, str) else spec.class_names[one]

    if not session.is_new_widget(key) and session.widget_value(key) not in options:
        session.show_in_widget(key, ALL)  # Another data set has fewer classes.
    if spec.classes > MAX_BUTTONS:
        return st.selectbox(title, options, key=key, format_func=name, width=160)
    found = st.segmented_control(
        title,
        options,
        default=ALL,
        required=True,
        key=key,
        format_func=lambda one: class_names.in_text(spec, one) if one != ALL else ALL,
    )
    return ALL if found is None else found
