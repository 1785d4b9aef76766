"""Choosing one element of an array by its place along each axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dashboard.visitor import session

# What the axes of a parameter count, by their number.
AXES = {
    1: ("Unit",),
    2: ("Unit", "Input"),
    4: ("Unit", "Channel", "Row", "Column"),
}


def choose_place(
    shape: Sequence[int],
    start: Sequence[int],
    *,
    key: str,
    width: int | Literal["stretch"] = "stretch",
) -> tuple[int, ...]:
    """Choose one element of an array by its place along each axis, counted from 0."""
    place = []
    for axis, (size, first) in enumerate(zip(shape, start, strict=True)):
        name = f"{key}_{axis}"
        # A click elsewhere may have chosen it before the field was drawn.
        if session.is_new_widget(name):
            session.show_in_widget(name, first)
        title = f"{AXES[len(shape)][axis]} (0 to {size - 1})"
        place.append(int(st.number_input(title, 0, size - 1, key=name, width=width)))
    return tuple(place)
