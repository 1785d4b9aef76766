"""The teacher's desk: a lesson of one's own, what was handed in, what lessons did to a class."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.furniture.views import choose_view
from dashboard.views.learn import class_results, compose, handed_in

PARTS: dict[str, Callable[[], None]] = {
    "Compose a lesson": compose.show,
    "Read hand-ins": handed_in.show,
    "What lessons did": class_results.show,
}


def show() -> None:
    """Draw one of its parts."""
    with st.container(key="desk"):
        PARTS[choose_view(PARTS, key="desk_part", label="What to do")]()
