"""A sheet on a desk."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from tests.pictures.fields import Rng, Shape, clouds, smooth_noise
from tests.pictures.paper import Color, with_grain

OAK: Color = (150, 108, 70)
WALNUT: Color = (88, 60, 42)


def wood(shape: Shape, rng: Rng, color: Color = OAK) -> np.ndarray:
    """Grow boards with grain from left to right."""
    rings = np.sin(smooth_noise(shape, rng, 6, 2) * 9) * 0.05
    fibers = smooth_noise(shape, rng, 160, 3) * 0.05 + smooth_noise(shape, rng, 30, 2) * 0.06
    light = 1 + rings + fibers
    gaps = np.ones(shape, np.float32)
    board = max(shape[0] // 3, 8)
    for row in range(int(rng.integers(board)), shape[0], board):
        gaps[row : row + max(shape[0] // 200, 1)] = 0.55
    return with_grain(np.array(color, np.float32) * (light * gaps)[..., None], rng, 2)


def plain(shape: Shape, rng: Rng, color: Color) -> np.ndarray:
    """Make a desk of one color, unevenly lit."""
    light = 1 + 0.03 * clouds(shape, rng)
    return with_grain(np.array(color, np.float32) * light[..., None], rng, 3)


def lay(
    sheet: np.ndarray,
    desk: np.ndarray,
    center: tuple[float, float] = (0.5, 0.5),
    degrees: float = 0,
    dark: float = 0.4,
) -> np.ndarray:
    """Lay a sheet on a desk, turned, with the thin shadow that it casts.

    Where the center is near a side, the picture ends before the sheet does.
    """
    picture = Image.fromarray(desk)
    turned = Image.fromarray(sheet).convert("RGBA")
    turned = turned.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    left = round(center[0] * picture.width - turned.width / 2)
    top = round(center[1] * picture.height - turned.height / 2)
    mask = Image.new("L", picture.size)
    mask.paste(turned.getchannel("A"), (left, top))
    reach = max(picture.width // 150, 2)
    cast = ImageChops.offset(mask, reach, reach).filter(ImageFilter.GaussianBlur(reach))
    cast = cast.point(lambda value: round(value * dark))
    picture.paste(Image.new("RGB", picture.size), (0, 0), cast)
    picture.paste(turned.convert("RGB"), (left, top), turned.getchannel("A"))
    return np.asarray(picture)
