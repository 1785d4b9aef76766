"""Where a sketch comes from: the canvas, an example, a picture file or the camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.sketch.pen_strokes import CANVAS, EXAMPLES
from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.views.sketch.canvas import draw_digit
from dashboard.views.sketch.picture import TakenPicture, from_camera, from_file

TITLES = {
    "Draw": "Your drawing",
    "Example": "An example",
    "Picture": "Your picture",
    "Camera": "Your photo",
}


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What a visitor has drawn, chosen or brought.

    Attributes
    ----------
    pixels : uint8 array of shape (height, width, 4), optional
        Red, green, blue, opacity; None before anything was drawn or brought.
    picture : TakenPicture, optional
        Where the pixels were found, if they are no drawing.
    """

    pixels: np.ndarray | None
    picture: TakenPicture | None = None


def _example() -> np.ndarray:
    name = st.selectbox(
        "Example",
        list(EXAMPLES),
        key="sketch_example",
        persist_state="session",
        format_func=lambda name: EXAMPLES[name].title,
    )
    pixels = EXAMPLES[name].draw()
    words = f"{pixels.shape[1]} x {pixels.shape[0]} pixels"
    st.html(picture_strip([Frame("Example", words, pixels)], alt="Your example", side=CANVAS))
    return pixels


def choose_source() -> str:
    """Offer the four ways to a sketch."""
    return st.segmented_control(
        "Where it comes from",
        list(TITLES),
        default="Draw",
        required=True,
        key="sketch_source",
        persist_state="session",
        label_visibility="collapsed",
    )


def take_sketch(source: str) -> Sketch:
    """Show the chosen way to a sketch, and give back the sketch.

    Parameters
    ----------
    source : str
        From :func:`choose_source`.
    """
    st.markdown(f"**{TITLES[source]}**")
    if source == "Draw":
        return Sketch(draw_digit())
    if source == "Example":
        return Sketch(_example())
    picture = from_file() if source == "Picture" else from_camera()
    return Sketch(picture.drawing, picture)
