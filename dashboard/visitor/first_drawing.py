"""What this browser tab has drawn on Home. It is there before PyTorch is, and stays."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.errors import EmptySketchError
from core.sketch.prepare import prepare_sketch
from dashboard.visitor.sketch_pad import SketchPad

KEY = "first_drawing"


def first_pad() -> SketchPad:
    """Return the drawing on Home's canvas."""
    pad: SketchPad = st.session_state.setdefault(KEY, SketchPad())
    return pad


def own_drawing() -> np.ndarray | None:
    """Return the drawing as a network sees it, uint8 of shape (28, 28); None without ink."""
    pixels = first_pad().pixels
    if pixels is None:
        return None
    try:
        return prepare_sketch(pixels).centered
    except EmptySketchError:
        return None
