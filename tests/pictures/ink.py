"""One digit as ink: strokes of a real writer, with a pen, a size and a place of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from core.data.pen_file import Points
from tests.pictures.fields import Rng

SIDE = 480
SOFTNESS = 0.8
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Hand:
    """Ranges from which each picture draws how its digit is written.

    `pen` is in pixels; `share` is the longer side of the digit as a share of the picture's;
    `left` and `top` say where its middle is, 0 to 1.
    """

    pen: Range = (9, 19)
    share: Range = (0.55, 0.55)
    left: Range = (0.42, 0.58)
    top: Range = (0.42, 0.58)

    def write(self, strokes: list[Points], rng: Rng) -> np.ndarray:
        """Write a digit: ink from 0 to 1, of shape (480, 480)."""
        pen, share, left, top = (
            rng.uniform(*chosen) for chosen in (self.pen, self.share, self.left, self.top)
        )
        every = np.array([point for stroke in strokes for point in stroke], float)
        low, high = every.min(axis=0), every.max(axis=0)
        scale = share * SIDE / max(high - low)
        shift = np.array([left, top]) * SIDE - (low + high) / 2 * scale
        moved = [[(x, y) for x, y in np.array(stroke) * scale + shift] for stroke in strokes]
        return draw_lines(moved, pen)


def draw_lines(lines: list[Points], pen: float, side: int = SIDE) -> np.ndarray:
    """Draw with a round pen whose edges are a little soft: ink from 0 to 1."""
    picture = Image.new("L", (side, side))
    canvas = ImageDraw.Draw(picture)
    for line in lines:
        canvas.line(line, fill=255, width=max(round(pen), 1), joint="curve")
        for x, y in line:
            canvas.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=255)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(SOFTNESS)), np.float32) / 255
