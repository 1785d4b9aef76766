"""Ink on paper under light, as the camera sees it: uint8 of shape (height, width, 3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.pictures.fields import Rng

Color = tuple[int, int, int]
PAPER: Color = (238, 236, 230)
PEN: Color = (35, 40, 70)


def cover(colors: np.ndarray, ink: np.ndarray, color: Color) -> np.ndarray:
    """Lay a color over others, as densely as the ink says."""
    dense = ink[..., None]
    return colors * (1 - dense) + np.array(color, np.float32) * dense


def seen(
    ink: np.ndarray,
    rng: Rng,
    *,
    paper: Color = PAPER,
    pen: Color = PEN,
    printed: Sequence[tuple[np.ndarray, Color]] = (),
    light: np.ndarray | float = 1.0,
    grain: float = 3.0,
) -> np.ndarray:
    """Print on paper, write on it, light it and add the camera's grain."""
    colors = np.full((*ink.shape, 3), paper, np.float32)
    for mask, color in printed:
        colors = cover(colors, mask, color)
    colors = cover(colors, ink, pen)
    colors = colors * (light[..., None] if isinstance(light, np.ndarray) else light)
    return with_grain(colors, rng, grain)


def with_grain(colors: np.ndarray, rng: Rng, grain: float) -> np.ndarray:
    """Add noise to the brightness of each pixel, and round to bytes."""
    noise = rng.normal(0, grain, (*colors.shape[:2], 1)).astype(np.float32)
    return (colors + noise).clip(0, 255).astype(np.uint8)
