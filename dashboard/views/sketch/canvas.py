"""The canvas with its brush, and a drawing that outlasts it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.sketch.pen_strokes import CANVAS
from dashboard.furniture.drawing_canvas import canvas_of
from dashboard.in_words import in_words
from dashboard.visitor import session
from dashboard.visitor.sketch_pad import SketchPad

THINNEST, THICKEST = 8, 40


def draw_digit() -> np.ndarray | None:
    """Offer a canvas with brush size and Clear, and give back what is drawn on it.

    Returns
    -------
    uint8 array of shape (280, 280, 4), or None
        Red, green, blue, opacity; None before anything was drawn.
    """
    pad = session.state(SketchPad)

    def change_brush() -> None:
        pad.brush = session.widget_value("sketch_brush")

    with st.container(key="sketch_canvas"):
        pixels = canvas_of(pad, "canvas")
    if pixels is not None:
        pad.pixels = pixels
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Clear", key="sketch_clear", icon=":material/delete:", on_click=in_words(pad.clear)
        )
        session.show_in_widget("sketch_brush", pad.brush)
        st.slider(
            "Brush",
            THINNEST,
            THICKEST,
            key="sketch_brush",
            on_change=in_words(change_brush),
            help=f"Width of the pen in canvas pixels; the canvas is {CANVAS} wide.",
        )
    return pad.pixels
