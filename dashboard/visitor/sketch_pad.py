"""What a visitor has drawn, and with what brush."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(eq=False)
class SketchPad:
    """The drawing on the canvas.

    Attributes
    ----------
    generation : int
        Counted up to get a new, empty canvas.
    drawing : dict, optional
        The strokes, as the drawing component describes them.
    first_drawing : dict, optional
        What the present canvas was given to begin with.
    pixels : uint8 array of shape (280, 280, 4), optional
        Red, green, blue, opacity; None before anything was drawn.
    brush : int
        Width of the pen in canvas pixels.
    """

    generation: int = 0
    drawing: dict[str, Any] | None = None
    first_drawing: dict[str, Any] | None = None
    pixels: np.ndarray | None = None
    brush: int = 20

    def clear(self) -> None:
        """Take the drawing away; a canvas under another key is a new, empty one."""
        self.generation += 1
        self.drawing = self.pixels = None
