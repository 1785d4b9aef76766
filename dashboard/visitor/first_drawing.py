"""What this browser tab has drawn on Home. It is there before PyTorch is, and stays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from core.errors import EmptySketchError
from core.sketch.prepare import prepare_sketch
from dashboard.visitor.sketch_pad import SketchPad

KEY = "first drawing"


@dataclass(eq=False)
class FirstDrawing:
    """The drawing on Home's canvas.

    Attributes
    ----------
    pad : SketchPad
        The canvas.
    centered : uint8 array of shape (28, 28), optional
        The drawing as a network sees it; None where there is no ink.
    """

    pad: SketchPad = field(default_factory=SketchPad)
    centered: np.ndarray | None = None

    def take(self, pixels: np.ndarray) -> None:
        """Take what the canvas has sent."""
        if self.pad.pixels is not None and np.array_equal(pixels, self.pad.pixels):
            return
        self.pad.pixels = pixels
        try:
            self.centered = prepare_sketch(pixels).centered
        except EmptySketchError:
            self.centered = None

    def clear(self) -> None:
        """Take the drawing away."""
        self.pad.clear()
        self.centered = None


def first_drawing() -> FirstDrawing:
    """Return this tab's drawing on Home."""
    found: FirstDrawing = st.session_state.setdefault(KEY, FirstDrawing())
    return found


def own_drawing() -> np.ndarray | None:
    """Return it as a network sees it, uint8 of shape (28, 28); None where nothing is drawn."""
    return first_drawing().centered
