"""From a drawing to the 28 x 28 pixels that a network sees, stage by stage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from core.errors import EmptySketchError
from core.sketch.frame import (
    FRAME,
    center_box,
    center_by_mass,
    crop_to_ink,
    fit_into_box,
    in_mnist_frame,
    resize_longer_side,
)
from core.sketch.opacity import lay_on_paper
from core.sketch.stroke_width import Strokes

# Fainter than this is the shading of paper or the noise of a camera, not ink. Of 255.
MIN_INK = 32
# On grainy paper ink must differ by this many of the paper's own standard deviations.
MIN_INK_DEVIATIONS = 4
# Patches with less than this fraction of the largest one's ink are dust, or a slip of the pen.
MIN_PATCH_FRACTION = 0.05
# Where thickness is measured: ten times the size of the box that the digit goes into.
WORKING_SIDE = 200
# The stages that can be left out, to see what each is good for.
STAGES = ("crop", "thickness", "fit", "center")


@dataclass(frozen=True, slots=True, eq=False)
class SketchStages:
    """A drawing on its way into the network. 0 is paper, 255 is ink.

    Attributes
    ----------
    ink : uint8 array of shape (height, width)
        The drawing without its colors.
    crop : uint8 array of shape (h, w)
        The smallest rectangle with all ink.
    thickened : uint8 array of shape (h, w), some 200 pixels long
        With strokes as thick and as soft as they are in MNIST for a digit of its size.
    fitted : uint8 array of shape (at most 20, at most 20)
        Resized so that the longer side is 20 pixels.
    centered : uint8 array of shape (28, 28)
        Center of mass in the middle: what the network sees.
    """

    ink: np.ndarray
    crop: np.ndarray
    thickened: np.ndarray
    fitted: np.ndarray
    centered: np.ndarray


def find_ink(pixels: np.ndarray) -> np.ndarray:
    """Separate ink from paper, whatever their colors.

    Parameters
    ----------
    pixels : uint8 array of shape (height, width, 4), (height, width, 3) or (height, width)
        Red, green, blue and opacity; or only brightness. Where a picture is partly
        transparent its opacity is the ink; otherwise ink is what differs from the
        paper, whose color and lighting are estimated from the border.

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
        ink = _difference_from_paper(pixels[..., :3] if colored else pixels[..., None])
    ink[ink < MIN_INK] = 0
    if not ink.any():
        return np.zeros(ink.shape, np.uint8)
    # Not the very strongest: where a pen stroke crosses itself it is darker than elsewhere.
    full = np.quantile(ink[ink > 0], 0.95)
    return (ink * (255 / full)).clip(0, 255).round().astype(np.uint8)


def _difference_from_paper(colors: np.ndarray) -> np.ndarray:
    """Measure by how much each pixel differs from the paper: (h, w, channels) to (h, w).

    The light on a photo falls off toward one side, so paper is a plane through the colors
    of the border. Whatever reaches the border and is no paper is left out of it.
    """
    height, width, _ = colors.shape
    if (colors == colors[..., :1]).all():
        colors = colors[..., :1]  # Gray: once is enough.
    edge = np.ones((height, width), bool)
    edge[1:-1, 1:-1] = False
    distance = np.abs(colors[edge] - np.median(colors[edge], axis=0)).max(axis=1)
    near = distance <= max(MIN_INK / 2, 3 * float(np.median(distance)))
    row, column = (place[near] for place in np.nonzero(edge))
    at, seen = np.column_stack([np.ones_like(row), row, column]), colors[edge][near].astype(float)
    plane = np.linalg.lstsq(at, seen, rcond=None)[0]
    grain = float((seen - at @ plane).std())
    down, right = np.arange(height)[:, None, None], np.arange(width)[:, None]
    # The largest difference of any channel: red ink shows on green as on white.
    ink = np.abs(colors - (plane[0] + down * plane[1] + right * plane[2])).max(axis=2)
    return np.where(ink < MIN_INK_DEVIATIONS * grain, 0, ink)


def remove_specks(ink: np.ndarray) -> np.ndarray:
    """Remove what is too small to belong to the digit from ink, uint8 of shape (height, width).

    Connected patches with less than 5 % of the ink of the largest one become paper. Strokes
    that do not touch all stay.
    """
    patches, count = ndimage.label(ink, structure=np.ones((3, 3)))
    if count < 2:
        return ink
    weights = np.bincount(patches.ravel(), weights=ink.ravel())
    return np.where(weights[patches] >= MIN_PATCH_FRACTION * weights[1:].max(), ink, 0).astype(
        np.uint8
    )


def _thicken(crop: np.ndarray) -> np.ndarray:
    strokes = Strokes(resize_longer_side(crop, WORKING_SIDE))
    thickness = strokes.usual_thickness
    if thickness == strokes.thickness and strokes.have_soft_edges:
        return crop
    redrawn = strokes.redrawn(thickness)
    # Ink that is nowhere dark enough for a stroke stays as it is.
    return crop_to_ink(redrawn) if redrawn.any() else crop


def prepare_sketch(rgba: np.ndarray, *, without: Collection[str] = ()) -> SketchStages:
    """Bring a drawing into the frame that MNIST's digits have.

    Parameters
    ----------
    rgba : uint8 array of shape (height, width, 4), (height, width, 3) or (height, width)
        A canvas or a picture, dark on light or light on dark.
    without : collection of str
        Stages to leave out: "crop" keeps the whole canvas, "thickness" the strokes as drawn,
        "fit" squeezes everything into 28 x 28, "center" puts the middle of the rectangle in
        the middle.

    Raises
    ------
    EmptySketchError
        If there is no ink, or too little to be seen in so few pixels.
    """
    ink = remove_specks(find_ink(rgba))
    as_scanned = in_mnist_frame(lay_on_paper(rgba) if rgba.shape[2:] == (4,) else rgba)
    if as_scanned is not None:
        # A scan in MNIST's own frame is what all stages lead to: it stays as it is.
        crop = crop_to_ink(as_scanned)
        return SketchStages(as_scanned, crop, crop, crop, as_scanned)
    if not ink.any():
        raise EmptySketchError(
            "There is only background here, no ink. Draw a digit from 0 to 9, or choose a picture "
            "of one."
        )
    crop = ink if "crop" in without else crop_to_ink(ink)
    thickened = crop if "thickness" in without else _thicken(crop)
    if "fit" in without:
        squeezed = Image.fromarray(thickened).resize((FRAME, FRAME), Image.Resampling.BICUBIC)
        fitted = np.asarray(squeezed)
    else:
        fitted = fit_into_box(thickened)
    if not fitted.any():
        raise EmptySketchError(
            "There is so little ink that nothing of it is left in 28 x 28 pixels. Draw a digit "
            "with a thicker pen, or cut the picture to the digit."
        )
    place = center_box if "center" in without else center_by_mass
    return SketchStages(ink, crop, thickened, fitted, place(fitted))
