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


def fit_into_box(crop: np.ndarray) -> np.ndarray:
    """Resize a digit so that its longer side is 20 pixels.

    Parameters
    ----------
    crop : uint8 array of shape (h, w)
        A digit without margins.

    Returns
    -------
    uint8 array of shape (at most 20, at most 20)
        The same digit; pixels are averaged (anti-aliased), not skipped.
    """
    height, width = crop.shape
    scale = BOX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(crop).resize(size, Image.Resampling.BICUBIC))


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
    # A very lopsided digit reaches over the border and is cut there, as in MNIST itself,
    # where 813 of the 60,000 training digits touch it.
    wide = np.zeros((FRAME + 2 * BOX, FRAME + 2 * BOX), np.uint8)
    wide[BOX + top : BOX + top + height, BOX + left : BOX + left + width] = digit
    return wide[BOX:-BOX, BOX:-BOX].copy()


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
