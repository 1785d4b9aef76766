"""The drawing component, as wide as there is room, with nothing lying upon it.

Its JavaScript comes from the package streamlit-drawable-canvas. The package's own function is
not used, because it takes no style of ours into the closed part of the page that it draws in.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from core.errors import PictureError
from core.sketch.pen_strokes import CANVAS
from dashboard.figures.palette import PAPER, PEN
from dashboard.visitor.sketch_pad import SketchPad

ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What a canvas has sent.

    Attributes
    ----------
    strokes : dict
        As the component describes them; it can begin with them again.
    pixels : uint8 array of shape (side, side, 4), optional
        Red, green, blue, opacity; None until something was drawn on this very canvas.
    """

    strokes: dict[str, Any]
    pixels: np.ndarray | None


@cache
def _component() -> Callable[..., Any]:
    rules = (ASSETS / "drawing_canvas.css").read_text(encoding="utf-8")
    return st.components.v2.component(
        # The package's name, then that of its component; files are looked up among its own.
        "streamlit-drawable-canvas.streamlit_drawable_canvas",
        html=f'<style>{rules}</style><div class="canvas-root"></div>',
        css="index-*.css",
        js="index-*.js",
    )


def drawing_canvas(
    *, side: int, brush: int, first_strokes: dict[str, Any] | None, key: str
) -> Drawing:
    """Offer a square of paper to draw on, dark on light.

    Parameters
    ----------
    side : int
        Of the drawing in pixels, however large the screen shows it.
    brush : int
        Width of the pen in those pixels.
    first_strokes : dict, optional
        What it begins with: `Drawing.strokes` of an earlier canvas. It starts anew when
        these change.
    key : str
        Streamlit's name of this canvas.
    """
    start = dict(first_strokes or {"objects": []}) | {"background": PAPER}
    untouched: dict[str, Any] = {"raw": start, "data": None}
    sent = _component()(
        key=key,
        data={
            "drawingMode": "freedraw",
            "canvasWidth": side,
            "canvasHeight": side,
            "strokeWidth": brush,
            "strokeColor": PEN,
            "fillColor": PAPER,
            "backgroundColor": PAPER,
            "initialDrawing": start,
            "realtimeUpdateStreamlit": True,
            "returnImageData": True,
            "disabled": False,
        },
        default={"drawing": untouched},
        on_drawing_change=lambda: None,
        # As wide as there is room.
        width="stretch",
    )
    drawing = sent.get("drawing") or untouched
    return Drawing(drawing["raw"], decode(drawing.get("data"), side))


def canvas_of(pad: SketchPad, key: str) -> np.ndarray | None:
    """Offer the canvas of a pad, which keeps what is drawn there.

    Parameters
    ----------
    key : str
        Begins Streamlit's name of the canvas; each Clear gives another one.

    Returns
    -------
    uint8 array of shape (280, 280, 4), or None
        What it has sent: none before a stroke, though one that was handed its drawing shows it.
    """
    name = f"{key}_{pad.generation}"
    # The component forgets its drawing when the page is left, and starts again when it
    # is handed another one; so it gets the last drawing exactly when it is new.
    if name not in st.session_state:
        pad.first_drawing = pad.drawing
    sent = drawing_canvas(side=CANVAS, brush=pad.brush, first_strokes=pad.first_drawing, key=name)
    pad.drawing = sent.strokes
    return sent.pixels


def drawn_by_now(pad: SketchPad, key: str) -> np.ndarray | None:
    """Return what the canvas of a pad has sent, in a callback: before the page has looked at it."""
    sent = st.session_state.get(f"{key}_{pad.generation}") or {}
    drawing = sent.get("drawing") or {}
    return decode(drawing.get("data"), CANVAS)


def decode(url: str | None, side: int) -> np.ndarray | None:
    """Unpack a PNG picture of so many pixels each way from its ``data:`` address.

    Raises
    ------
    PictureError
        If it is anything else: whoever speaks to the server may send what no canvas draws.
    """
    if url is None:
        return None
    try:
        file = io.BytesIO(base64.b64decode(url.partition(",")[2]))
        with Image.open(file, formats=["PNG"]) as picture:
            if picture.size == (side, side):
                return np.asarray(picture.convert("RGBA"))
    except (AttributeError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        pass  # No text, no base64, no picture.
    raise PictureError("The canvas sent no drawing that can be read. Clear it and draw again.")
