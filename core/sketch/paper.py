"""Ink against the paper around it, whatever light lies on both.

Ink is darker than its surroundings within a pen's width; a shadow, a desk or a frame is darker
than its surroundings over a wide area. A morphological closing (J. Serra, "Image Analysis and
Mathematical Morphology", 1982) fills everything that is dark and narrow, and leaves alone what is
wide, edges of shadows and sheets included: what it fills in is the paper under the ink.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

# What is narrower than this fraction of the picture's longer side can be ink.
MAX_STROKE_FRACTION = 0.2
# Grain of a camera and blocks of a JPEG, in pixels.
BLUR = 1.0
# Paper that is darker than this, of 255, would make ink of every grain.
MIN_PAPER = 60.0
# Ink takes at least this fraction of the paper's light, and this many times what grain takes.
MIN_INK_FRACTION = 0.08
MIN_INK_DEVIATIONS = 5
# Beyond the blur, grains know nothing of each other.
GRAIN_PIXELS = 4
# From the median distance from the median to the standard deviation of a normal distribution.
NORMAL_DEVIATION = 1.4826


@dataclass(frozen=True, slots=True, eq=False)
class InkOnPaper:
    """How much darker each pixel is than the paper around it.

    Attributes
    ----------
    ink : float32 array of shape (height, width)
        The fraction of the paper's light that is missing, about 0 on paper: the largest of
        all colors, because red ink shows on white only in green and blue.
    least : float
        What less than this is grain, not ink.
    colors, papers, inks : list of float32 arrays of shape (height, width)
        The picture, the paper under its ink and the missing fraction, in each color; one
        each where the picture is gray.
    """

    ink: np.ndarray
    least: float
    colors: list[np.ndarray]
    papers: list[np.ndarray]
    inks: list[np.ndarray]


def _colors(picture: np.ndarray) -> list[np.ndarray]:
    colors = [picture[..., channel].astype(np.float32) for channel in range(3)]
    is_gray = all(np.array_equal(colors[0], other) for other in colors[1:])
    return colors[:1] if is_gray else colors


def paper_under_ink(color: np.ndarray) -> np.ndarray:
    """Fill what is dark and narrow with what surrounds it: float32 of shape (height, width).

    Beyond the border the picture goes on as it ends there, so that a dark frame is wide.
    """
    size = int(MAX_STROKE_FRACTION * max(color.shape)) | 1
    wide = np.pad(color, size, mode="edge")
    return ndimage.grey_closing(wide, size=size)[size:-size, size:-size]


def find_ink_on_paper(picture: np.ndarray, *, even_light: bool = False) -> InkOnPaper:
    """Compare a picture with the paper under its ink, which is darker than the paper.

    Parameters
    ----------
    picture : uint8 array of shape (height, width, 3)
        Red, green and blue.
    even_light : bool
        Take the commonest brightness for the paper everywhere.
    """
    smooth = [ndimage.gaussian_filter(c, BLUR, mode="nearest") for c in _colors(picture)]
    papers = [
        np.full_like(color, np.median(color)) if even_light else paper_under_ink(color)
        for color in smooth
    ]
    inks = [
        (paper - color) / np.maximum(paper, MIN_PAPER)
        for color, paper in zip(smooth, papers, strict=True)
    ]
    ink = np.max(inks, axis=0)
    # The closing follows the brightest grains: most of a picture is paper, and lies a bit below.
    usual = np.median(ink)
    least = max(MIN_INK_FRACTION, MIN_INK_DEVIATIONS * _grain(ink))
    return InkOnPaper(ink - usual, least, smooth, papers, inks)


def _grain(ink: np.ndarray) -> float:
    """Estimate the standard deviation of grain: light changes little from place to place."""
    if ink.shape[1] <= GRAIN_PIXELS:
        return 0.0
    change = ink[:, GRAIN_PIXELS:] - ink[:, :-GRAIN_PIXELS]
    return NORMAL_DEVIATION * float(np.median(np.abs(change))) / 2**0.5
