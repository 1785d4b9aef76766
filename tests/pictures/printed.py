"""What is printed on paper: lines, grids, dots and boxes, as ink from 0 to 1."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from tests.pictures.ink import SIDE

Box = tuple[float, float, float, float]


def lines(gap: float, width: float, degrees: float = 0, first: float = 0) -> np.ndarray:
    """Rule parallel lines: 0 degrees are level ones, 90 upright ones."""
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    turn = np.deg2rad(degrees)
    along = rows * np.cos(turn) + columns * np.sin(turn) - first
    away = np.abs((along + gap / 2) % gap - gap / 2)
    return (width / 2 + 0.5 - away).clip(0, 1)


def squares(gap: float, width: float, degrees: float = 0, first: float = 0) -> np.ndarray:
    """Rule lines in both directions."""
    return np.maximum(lines(gap, width, degrees, first), lines(gap, width, degrees + 90, first))


def dots(gap: float, radius: float) -> np.ndarray:
    """Print a dot at every crossing of a grid without lines."""
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    down, right = ((place + gap / 2) % gap - gap / 2 for place in (rows, columns))
    return (radius + 0.5 - np.hypot(down, right)).clip(0, 1)


def band(left: float, width: float) -> np.ndarray:
    """Print one upright line."""
    columns = np.arange(SIDE)
    marked = (columns >= left) & (columns < left + width)
    return np.tile(marked.astype(np.float32), (SIDE, 1))


def box(
    place: Box, width: int, radius: float = 0, dash: tuple[float, float] | None = None
) -> np.ndarray:
    """Print the outline of a box; a dash is the length of a piece and of a gap."""
    picture = Image.new("L", (SIDE, SIDE))
    canvas = ImageDraw.Draw(picture)
    if dash is None:
        canvas.rounded_rectangle(place, radius, outline=255, width=width)
    else:
        left, top, right, bottom = place
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        for start, end in pairwise(np.array(corners, float)):
            length = np.hypot(*(end - start))
            for at in np.arange(0, length, sum(dash)):
                piece = np.array([at, min(at + dash[0], length)])[:, None] / length
                canvas.line([tuple(p) for p in start + piece * (end - start)], 255, width)
    return np.asarray(picture, np.float32) / 255


def around(margin: float) -> Box:
    """Return a box with the same margin on all sides."""
    return (margin, margin, SIDE - 1 - margin, SIDE - 1 - margin)
