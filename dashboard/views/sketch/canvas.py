"""The drawing component, behind one function."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

from core.sketch.pen_strokes import CANVAS
from dashboard.visitor import session

THINNEST, THICKEST = 8, 40
PAPER, INK = "#FFFFFF", "#10141A"


def draw_digit() -> np.ndarray | None:
    """Offer a canvas with brush size and Clear, and give back what is drawn on it.

    Returns
    -------
    uint8 array of shape (280, 280, 4), or None
        Red, green, blue, opacity; None before anything was drawn.
    """
    me = session.visitor()
    key = f"canvas_{me.canvas_generation}"
    # The component forgets its drawing when the page is left, and starts again when it
    # is handed another one; so it gets the last drawing exactly when it is new.
    if session.is_new_widget(key):
        me.first_drawing = me.drawing

    def clear() -> None:
        # A canvas under another key is a new, empty one.
        me.canvas_generation += 1
        me.drawing = me.pixels = None

    def change_brush() -> None:
        me.brush = session.widget_value("sketch_brush")

    with st.container(key="sketch_canvas"):
        canvas = st_canvas(
            stroke_width=me.brush,
            stroke_color=INK,
            background_color=PAPER,
            width=CANVAS,
            height=CANVAS,
            drawing_mode="freedraw",
            initial_drawing=me.first_drawing,
            return_image_data=True,
            key=key,
        )
    if canvas.json_data is not None:
        me.drawing = canvas.json_data
    # A canvas that was handed its drawing shows it, but sends pixels only after a stroke.
    if canvas.image_data is not None:
        me.pixels = canvas.image_data
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Clear", key="sketch_clear", icon=":material/delete:", on_click=clear)
        session.show_in_widget("sketch_brush", me.brush)
        st.slider(
            "Brush",
            THINNEST,
            THICKEST,
            key="sketch_brush",
            on_change=change_brush,
            help=f"Width of the pen in canvas pixels; the canvas is {CANVAS} wide.",
        )
    return me.pixels
