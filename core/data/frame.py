"""MNIST's own frame for a digit: 20 pixels large, center of mass in the middle.

"The original black and white images from NIST were size normalized to fit in a 20x20
pixel box while preserving their aspect ratio ... the images were centered in a 28x28
image by computing the center of mass of the pixels" (Y. LeCun et al., "Gradient-Based
Learning Applied to Document Recognition", 1998, section III.A). A network that saw only
such digits needs every new one in the same frame.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

FRAME = 28
BOX = 20


def crop_to_ink(ink: np.ndarray) -> np.ndarray:
    """Cut away the empty rows and columns around a digit.

    Parameters
    ----------
    ink : uint8 array of shape (height, width)
        0 is paper. At least one pixel is not.

    Returns
    -------
    uint8 array of shape (h, w)
        The smallest rectangle that holds all ink.
    """
    rows = np.flatnonzero(ink.any(axis=1))
    columns = np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def resize_longer_side(digit: np.ndarray, side: int) -> np.ndarray:
    """Resize a digit and keep its proportions.

    Parameters
    ----------
    digit : uint8 array of shape (h, w)
        Any image.
    side : int
        How long its longer side shall be, in pixels.

    Returns
    -------
    uint8 array of shape (at most side, at most side)
        The same digit; pixels are averaged (anti-aliased), not skipped.
    """
    height, width = digit.shape
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(digit).resize(size, Image.Resampling.BICUBIC))


def fit_into_box(crop: np.ndarray) -> np.ndarray:
    """Resize a digit so that its longer side is 20 pixels.

    Parameters
    ----------
    crop : uint8 array of shape (h, w)
        A digit without margins.

    Returns
    -------
    uint8 array of shape (at most 20, at most 20)
        The same digit.
    """
    return resize_longer_side(crop, BOX)


def center_by_mass(digit: np.ndarray) -> np.ndarray:
    """Put a digit's center of mass in the middle of a 28 x 28 image.

    Parameters
    ----------
    digit : uint8 array of shape (at most 20, at most 20)
        0 is paper. At least one pixel is not.

    Returns
    -------
    uint8 array of shape (28, 28)
        The digit, moved by whole pixels only so that it stays sharp.
    """
    height, width = digit.shape
    mass = digit.sum(dtype=np.float64)
    center_row = digit.sum(axis=1) @ np.arange(height) / mass
    center_column = digit.sum(axis=0) @ np.arange(width) / mass
    # Pixel 14, not 13.5: in MNIST every center of mass lies between 13.5 and 14.5.
    middle = FRAME // 2
    top = round(middle - center_row)
    left = round(middle - center_column)
    return _put(digit, top, left)


def center_box(digit: np.ndarray) -> np.ndarray:
    """Put the middle of a digit's rectangle in the middle of a 28 x 28 image.

    Parameters
    ----------
    digit : uint8 array of shape (at most 28, at most 28)
        0 is paper.

    Returns
    -------
    uint8 array of shape (28, 28)
        Not what MNIST did: its center of mass may lie elsewhere.
    """
    height, width = digit.shape
    return _put(digit, (FRAME - height) // 2, (FRAME - width) // 2)


def _put(digit: np.ndarray, top: int, left: int) -> np.ndarray:
    # A very lopsided digit reaches over the border and is cut there, as in MNIST itself,
    # where 813 of the 60,000 training digits touch it.
    height, width = digit.shape
    wide = np.zeros((3 * FRAME, 3 * FRAME), np.uint8)
    wide[FRAME + top : FRAME + top + height, FRAME + left : FRAME + left + width] = digit
    return wide[FRAME:-FRAME, FRAME:-FRAME].copy()


def center_ink(ink: np.ndarray) -> np.ndarray:
    """Bring a digit of any size into MNIST's frame: crop, fit, center.

    Parameters
    ----------
    ink : uint8 array of shape (height, width)
        0 is paper. At least one pixel is not.

    Returns
    -------
    uint8 array of shape (28, 28)
        The digit as MNIST would show it.
    """
    return center_by_mass(fit_into_box(crop_to_ink(ink)))
