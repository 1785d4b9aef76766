"""Smooth numbers over a picture: places, light, texture. All are float arrays of its shape."""

from __future__ import annotations

import numpy as np
from PIL import Image

Rng = np.random.Generator
Shape = tuple[int, int]


def places(shape: Shape) -> tuple[np.ndarray, np.ndarray]:
    """Return how far each pixel is from the top and from the left, 0 to 1."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return rows / shape[0], columns / shape[1]


def smooth_noise(shape: Shape, rng: Rng, down: int, across: int) -> np.ndarray:
    """Make hills and valleys, so many down and across; their mean is 0, their deviation 1."""
    seeds = rng.normal(size=(down + 2, across + 2)).astype(np.float32)
    size = (shape[1], shape[0])
    hills = np.asarray(Image.fromarray(seeds).resize(size, Image.Resampling.BICUBIC))
    return (hills - hills.mean()) / (hills.std() + 1e-6)


def clouds(shape: Shape, rng: Rng) -> np.ndarray:
    """Add noise of many sizes, the largest the strongest; from -2 to 2, its deviation about 1."""
    layers = [smooth_noise(shape, rng, size, size) * 2 / size for size in (2, 4, 8, 16, 32, 64)]
    total = sum(layers[1:], layers[0])
    return (total / total.std()).clip(-2, 2)


def facets(shape: Shape, rng: Rng, count: int) -> np.ndarray:
    """Break the picture into so many flat pieces with sharp edges: crumpled paper's light."""
    down, right = places(shape)
    nearest = np.full(shape, np.inf, np.float32)
    light = np.zeros(shape, np.float32)
    for y, x, level, tilt_y, tilt_x in zip(
        *rng.random((2, count)), *rng.normal(size=(3, count)), strict=True
    ):
        away = (down - y) ** 2 + (right - x) ** 2
        piece = level + 4 * (tilt_y * (down - y) + tilt_x * (right - x))
        light = np.where(away < nearest, piece, light)
        nearest = np.minimum(away, nearest)
    return light.clip(-2, 2)


def step(distance: np.ndarray, softness: float) -> np.ndarray:
    """Go from 0 to 1 where the distance passes 0."""
    return 1 / (1 + np.exp(-(distance / softness).clip(-40, 40)))


def shadow(
    shape: Shape, depth: float, softness: float, at: float, slope: float = 0.5
) -> np.ndarray:
    """Darken one side of a slanted edge; lengths are shares of the picture's width."""
    down, right = places(shape)
    return 1 - depth * step(right + slope * down - at, softness)


def spot(
    shape: Shape, floor: float, center: tuple[float, float] = (0.5, 0.5), sharpness: float = 8.0
) -> np.ndarray:
    """Let light fall off around a bright place, down to the floor."""
    down, right = places(shape)
    away = (right - center[0]) ** 2 + (down - center[1]) ** 2
    return floor + (1 - floor) * np.exp(-sharpness * away)
