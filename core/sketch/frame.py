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
from scipy import ndimage

FRAME = 28
BOX = 20
HALF = 128
# Whoever saves a scan anew adds a little noise.
MAX_PAPER = 25
# Where MNIST has a digit's center of mass, in pixels from pixel 14; some more for that noise.
MAX_OFF_CENTER = 1.0


def crop_to_ink(ink: np.ndarray) -> np.ndarray:
    """Cut empty rows and columns off a digit: uint8 of shape (height, width), not empty."""
    rows = np.flatnonzero(ink.any(axis=1))
    columns = np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def resize_longer_side(digit: np.ndarray, side: int) -> np.ndarray:
    """Resize a uint8 image so that its longer side has so many pixels; proportions stay.

    Pixels are averaged (anti-aliased), not skipped.
    """
    height, width = digit.shape
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(digit).resize(size, Image.Resampling.BICUBIC))


def fit_into_box(crop: np.ndarray) -> np.ndarray:
    """Resize a digit without margins so that its longer side is 20 pixels."""
    return resize_longer_side(crop, BOX)


def center_by_mass(digit: np.ndarray) -> np.ndarray:
    """Put the center of mass of a digit, at most 20 x 20 and not empty, in the middle of 28 x 28.

    It moves by whole pixels only, so that it stays sharp.
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
    """Put the middle of a digit's rectangle, at most 28 x 28, in the middle of 28 x 28.

    Not what MNIST did: the center of mass may lie elsewhere.
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


def in_mnist_frame(picture: np.ndarray) -> np.ndarray | None:
    """Return the digit of a picture that already has MNIST's frame, every pixel as it is.

    Parameters
    ----------
    picture : uint8 array of shape (height, width, 3) or (height, width)
        Light on dark as in MNIST, or dark on light; 28 x 28 pixels, or each of these pixels
        drawn as a larger square.

    Returns
    -------
    uint8 array of shape (28, 28), or None
        0 is paper, 255 is ink. None for any other picture.
    """
    if picture.ndim == 3:
        if (picture != picture[..., :1]).any():
            return None
        picture = picture[..., 0]
    height, width = picture.shape
    if height != width or height % FRAME:
        return None
    square = height // FRAME
    ink = picture[::square, ::square]
    if (np.repeat(np.repeat(ink, square, axis=0), square, axis=1) != picture).any():
        return None
    border = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
    if np.median(border) > HALF:
        ink = 255 - ink
        border = 255 - border
    if ink.max() < HALF or np.median(border) > MAX_PAPER:
        return None
    strong = np.where(ink > MAX_PAPER, ink, 0)
    if max(crop_to_ink(strong).shape) > BOX:
        return None
    center = np.array(ndimage.center_of_mass(strong.astype(np.float64)))
    return ink.copy() if (np.abs(center - FRAME // 2) <= MAX_OFF_CENTER).all() else None


def center_ink(ink: np.ndarray) -> np.ndarray:
    """Bring a digit of any size, uint8 and not empty, into MNIST's frame: crop, fit, center."""
    return center_by_mass(fit_into_box(crop_to_ink(ink)))
