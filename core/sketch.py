"""From a drawing to the 28 x 28 pixels that a network sees, with every stage kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.centering import center_by_mass, crop_to_ink, fit_into_box
from core.errors import EmptySketchError

# Fainter than this is the shading of paper or the noise of a camera, not ink.
FAINTEST_INK = 32


@dataclass(frozen=True, slots=True, eq=False)
class SketchStages:
    """A drawing on its way into the network. 0 is paper, 255 is ink.

    Attributes
    ----------
    ink : uint8 array of shape (height, width)
        The drawing without its colors.
    crop : uint8 array of shape (h, w)
        The smallest rectangle that holds all ink.
    fitted : uint8 array of shape (at most 20, at most 20)
        Resized so that the longer side is 20 pixels.
    centered : uint8 array of shape (28, 28)
        Center of mass in the middle: what the network sees.
    """

    ink: np.ndarray
    crop: np.ndarray
    fitted: np.ndarray
    centered: np.ndarray


def find_ink(pixels: np.ndarray) -> np.ndarray:
    """Tell ink from paper, whatever their colors.

    Parameters
    ----------
    pixels : uint8 array of shape (height, width, 4), (height, width, 3) or (height, width)
        Red, green, blue and opacity; or only brightness. Where a picture is partly
        transparent its opacity is the ink; otherwise ink is what differs from the
        color that most of the border has.

    Returns
    -------
    uint8 array of shape (height, width)
        0 is paper; the strongest ink is 255. All 0 when there is none.

    Raises
    ------
    ValueError
        If the array has another shape or type.
    """
    colored = pixels.ndim == 3 and pixels.shape[2] in (3, 4)
    if pixels.dtype != np.uint8 or not pixels.size or not (colored or pixels.ndim == 2):
        raise ValueError(
            f"a sketch is {pixels.dtype} of shape {pixels.shape}; expected uint8 of shape "
            "(height, width), (height, width, 3) or (height, width, 4)"
        )
    if colored and pixels.shape[2] == 4 and pixels[..., 3].min() < 255:
        ink = pixels[..., 3].astype(np.float64)
    else:
        colors = pixels[..., :3] if colored else pixels[..., None]
        border = np.concatenate([colors[0], colors[-1], colors[:, 0], colors[:, -1]])
        # The largest difference of any channel: red ink shows on green as on white.
        ink = np.abs(colors - np.median(border, axis=0)).max(axis=2)
    ink[ink < FAINTEST_INK] = 0
    strongest = ink.max()
    return (ink * (255 / strongest if strongest else 0)).round().astype(np.uint8)


def prepare_sketch(rgba: np.ndarray) -> SketchStages:
    """Bring a drawing into the frame that MNIST's digits have.

    Parameters
    ----------
    rgba : uint8 array of shape (height, width, 4) or (height, width)
        A canvas or a picture, dark on light or light on dark.

    Returns
    -------
    SketchStages
        Every stage; ``centered`` is what the network sees.

    Raises
    ------
    EmptySketchError
        If there is no ink.
    """
    ink = find_ink(rgba)
    if not ink.any():
        raise EmptySketchError("The canvas is empty. Draw a digit from 0 to 9 on it.")
    crop = crop_to_ink(ink)
    fitted = fit_into_box(crop)
    return SketchStages(ink, crop, fitted, center_by_mass(fitted))
