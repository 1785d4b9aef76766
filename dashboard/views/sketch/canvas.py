"""The drawing component, behind one function."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

from core.sketch.pen_strokes import CANVAS
from dashboard.figures.palette import PAPER, PEN
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
    key = f"canvas_{pad.generation}"
    # The component forgets its drawing when the page is left, and starts again when it
    # is handed another one; so it gets the last drawing exactly when it is new.
    if session.is_new_widget(key):
        pad.first_drawing = pad.drawing

    def change_brush() -> None:
        pad.brush = session.widget_value("sketch_brush")

    with st.container(key="sketch_canvas"):
        canvas = st_canvas(
            stroke_width=pad.brush,
            stroke_color=PEN,
            background_color=PAPER,
            width=CANVAS,
            height=CANVAS,
            drawing_mode="freedraw",
            initial_drawing=pad.first_drawing,
            return_image_data=True,
            key=key,
        )
    if canvas.json_data is not None:
        pad.drawing = canvas.json_data
    # A canvas that was handed its drawing shows it, but sends pixels only after a stroke.
    if canvas.image_data is not None:
        pad.pixels = canvas.image_data
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
