"""Where a sketch comes from: the canvas, an example, or a picture file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.errors import PictureError
from core.sketch.pen_strokes import CANVAS, EXAMPLES
from core.sketch.picture_files import read_picture
from core.uploads import MAX_UPLOAD_MEGABYTES
from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.plain_text import plain
from dashboard.views.sketch.canvas import draw_digit
from dashboard.visitor import session

TITLES = {"Draw": "Your drawing", "Example": "An example", "Picture": "Your picture"}
ENDINGS = ["png", "jpg", "jpeg", "webp", "gif", "bmp"]


@dataclass(eq=False)
class UploadedPicture:
    """The picture that this visitor uploaded last: uint8 of shape (height, width, 4)."""

    pixels: np.ndarray | None = None


def _example() -> np.ndarray:
    name = st.selectbox(
        "Example",
        list(EXAMPLES),
        key="sketch_example",
        persist_state="session",
        format_func=lambda name: EXAMPLES[name].title,
    )
    return EXAMPLES[name].draw()


def _picture() -> np.ndarray | None:
    mine = session.state(UploadedPicture)
    file = st.file_uploader(
        "A photo or picture of one digit",
        type=ENDINGS,
        key="sketch_file",
        max_upload_size=MAX_UPLOAD_MEGABYTES,
        help="Dark on light or light on dark, one digit, with some paper around it. The picture "
        "stays in this server's memory while the page is open, and is not kept.",
    )
    if file is not None:
        try:
            mine.pixels = read_picture(file.getvalue())
        except PictureError as error:
            st.error(plain(error), title="Not read", icon=":material/broken_image:")
    return mine.pixels


def choose_source() -> str:
    """Offer the three ways to a sketch."""
    return st.segmented_control(
        "Where it comes from",
        list(TITLES),
        default="Draw",
        required=True,
        key="sketch_source",
        persist_state="session",
        label_visibility="collapsed",
    )


def take_sketch(source: str) -> np.ndarray | None:
    """Show the chosen way to a sketch, and give back the sketch.

    Parameters
    ----------
    source : str
        From :func:`choose_source`.

    Returns
    -------
    uint8 array of shape (height, width, 4), or None
        Red, green, blue, opacity; None before anything was drawn or uploaded.
    """
    st.markdown(f"**{TITLES[source]}**")
    if source == "Draw":
        return draw_digit()
    pixels = _example() if source == "Example" else _picture()
    if pixels is not None:
        words = f"{pixels.shape[1]} x {pixels.shape[0]} pixels"
        st.html(
            picture_strip([Frame(source, words, pixels)], alt=f"Your {source.lower()}", side=CANVAS)
        )
    return pixels
