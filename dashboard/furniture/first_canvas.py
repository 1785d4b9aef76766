"""Home's canvas: a digit is read after every stroke, by a trained network and by another one.

Nothing here needs PyTorch, so it can be used while that is still being loaded.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.sketch.pen_strokes import CANVAS
from dashboard.furniture.drawing_canvas import canvas_of
from dashboard.in_words import fragment, in_words
from dashboard.markup.bars import probability_bars
from dashboard.server.first_networks import reader, untrained_twin
from dashboard.visitor.first_drawing import first_drawing, own_drawing


@dataclass(frozen=True, slots=True)
class Reading:
    """A network that reads the drawing.

    Attributes
    ----------
    title : str
        What it is called.
    read : callable
        An image, uint8 of shape (28, 28), to its ten probabilities.
    """

    title: str
    read: Callable[[np.ndarray], np.ndarray]


TRAINED = Reading("After training", lambda image: reader().probabilities(image[None])[0])
UNTRAINED = Reading("Before training", lambda image: untrained_twin().probabilities(image[None])[0])


def try_it(beside: Reading = UNTRAINED) -> None:
    """Offer the canvas, and beside it how the shipped reader and another network read it."""

    def draw() -> None:
        with st.container(key="first_minute", horizontal=True, gap="medium"):
            with st.container(key="first_paper", width=CANVAS):
                _canvas()
            image = own_drawing()
            readings = [
                _answer(one.title, None if image is None else one.read(image))
                for one in (TRAINED, beside)
            ]
            with st.container(key="first_answers", width="stretch"):
                st.html(f'<div class="lab-beside">{"".join(readings)}</div>')

    fragment(draw)()


def _canvas() -> None:
    drawing = first_drawing()
    pixels = canvas_of(drawing.pad, "first_canvas")
    if pixels is not None:
        drawing.take(pixels)
    st.button(
        "Clear",
        key="first_clear",
        type="tertiary",
        icon=":material/delete:",
        on_click=in_words(drawing.clear),
    )


def _answer(title: str, probabilities: np.ndarray | None) -> str:
    """Draw one network's answer as HTML: its name, its digit, ten bars."""
    finite = probabilities is not None and bool(np.isfinite(probabilities).all())
    digit = str(probabilities.argmax()) if finite and probabilities is not None else "?"
    bars = probability_bars(
        probabilities if finite else None, alt=f"{title}: the probabilities of the ten digits"
    )
    return (
        f'<section><p class="lab-beside-title">{html.escape(title)}</p>'
        f'<p class="lab-beside-digit">{digit}</p>{bars}</section>'
    )
