"""How a figure comes onto a page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.figures.figure import Figure


def draw_figure(figure: Figure, *, key: str, alt: str, **selection: Any) -> None:
    """Draw a figure; under the same key it is updated in place.

    Parameters
    ----------
    figure : Figure
        Its specification and its rows.
    key : str
        Streamlit's name of it.
    alt : str
        What it shows, for those who do not see it.
    selection
        ``on_select`` and ``selection_mode`` of `st.vega_lite_chart`, to react to clicks.
    """
    st.vega_lite_chart(figure.rows, figure.spec, key=key, alt=alt, **selection)
