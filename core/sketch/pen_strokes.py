"""Drawings made of pen strokes, and examples to start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

CANVAS = 280
# Drawn larger and averaged down, so that edges are as soft as in a browser.
SUPERSAMPLING = 2
Stroke = Sequence[tuple[float, float]]


def draw_strokes(strokes: Sequence[Stroke], brush: float, side: int = CANVAS) -> np.ndarray:
    """Draw with a round pen, dark on light, as the canvas does; all lengths are in pixels.

    Points (x, y) count from the left and from the top; `brush` is the width of the pen.

    Returns
    -------
    uint8 array of shape (side, side, 4)
        Red, green, blue and opacity.
    """
    image = Image.new("L", (side * SUPERSAMPLING, side * SUPERSAMPLING), 255)
    pen = ImageDraw.Draw(image)
    width = round(brush * SUPERSAMPLING)
    for stroke in strokes:
        points = [(x * SUPERSAMPLING, y * SUPERSAMPLING) for x, y in stroke]
        if len(points) > 1:
            pen.line(points, fill=0, width=width)
        for point in points:
            pen.circle(point, width / 2, fill=0)
    gray = np.asarray(image.resize((side, side), Image.Resampling.BOX))
    return np.dstack([gray, gray, gray, np.full_like(gray, 255)])


@dataclass(frozen=True, slots=True)
class Example:
    """A drawing to start from: strokes and the width of the pen, on a canvas of 280 x 280."""

    title: str
    brush: int
    strokes: tuple[Stroke, ...]

    def draw(self) -> np.ndarray:
        """Draw it as the canvas does: uint8 of shape (280, 280, 4)."""
        return draw_strokes(self.strokes, self.brush)


def _ellipse(
    center: tuple[float, float], radii: tuple[float, float], turns: tuple[float, float] = (0, 1)
) -> Stroke:
    """Follow an ellipse clockwise; 0 turns is its top."""
    angles = 2 * np.pi * np.linspace(*turns, 40)
    x = center[0] + radii[0] * np.sin(angles)
    y = center[1] - radii[1] * np.cos(angles)
    return list(zip(x.tolist(), y.tolist(), strict=True))


EXAMPLES: dict[str, Example] = {
    "corner_two": Example(
        "A small two in a corner",
        9,
        (
            [
                *_ellipse((62, 56), (19, 18), (-0.2, 0.36)),
                (52, 92),
                (40, 106),
                (86, 106),
            ],
        ),
    ),
    "thin_seven": Example("A thin seven", 8, ([(80, 60), (196, 58), (170, 120), (128, 232)],)),
    "fat_three": Example(
        "A fat three",
        34,
        (
            [
                *_ellipse((128, 96), (50, 42), (-0.18, 0.46)),
                *_ellipse((126, 184), (58, 48), (0.02, 0.68)),
            ],
        ),
    ),
    "five_apart": Example(
        "A five in two strokes",
        20,
        (
            [(108, 62), (102, 130), *_ellipse((130, 176), (54, 50), (-0.1, 0.66))],
            [(112, 56), (190, 52)],
        ),
    ),
    "leaning_four": Example(
        "A leaning four",
        18,
        ([(150, 50), (88, 164), (206, 150)], [(186, 92), (160, 240)]),
    ),
    "zero": Example("A zero", 20, (_ellipse((140, 140), (56, 84)),)),
    "doodle": Example(
        "A doodle, no digit at all",
        14,
        (
            _ellipse((140, 140), (92, 92)),
            [(108, 112), (109, 113)],
            [(172, 112), (173, 113)],
            _ellipse((140, 150), (48, 40), (0.28, 0.72)),
        ),
    ),
}
