"""From arrays of numbers, whatever their shape and range, to gray images of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt

import numpy as np

from core.data.labeled.files import Files, too_many_images
from core.limits import limit, most

SHAPES = "an array of shape (n, height, width), or (n, pixels) of square images"
SHAPE_REMEDY = "Save the images so, with one label for each."
# Of 255 and of 16 shades of gray; scikit-learn's digits have the latter.
BRIGHTEST, BRIGHTEST_OF_16, BRIGHTEST_OF_16_BITS = 255, 16, 65_535
# What interpolation overshoots.
SLACK = 0.3
# Brightness of red, green and blue as television weighs them (ITU-R BT.601), and as Pillow does, in
# parts of 65,536: gray stays exactly what it is.
WEIGHTS = np.array([19_595, 38_470, 7_471], np.uint32)
MIN_SIDE = 4
# Values that are computed with at once: in floating point they take eight times as much.
VALUES_AT_ONCE = 2_000_000


def as_images(values: np.ndarray, count: int, files: Files) -> np.ndarray:
    """Find the images in an array, for so many labels: (n, height, width) or with colors behind.

    Raises
    ------
    LabeledImagesError
        If the shape is none of images.
    """
    if count > most("set_images"):
        raise too_many_images(files.name, count)
    if values.dtype.kind not in "buif":
        raise files.refusal(
            f"its images are of the type {values.dtype}", "an array of numbers", SHAPE_REMEDY
        )
    images = values
    if count and values.ndim >= 2 and values.shape[0] != count and values.shape[-1] == count:
        # MATLAB counts the images last.
        images = np.moveaxis(values, -1, 0)
    side = isqrt(images.shape[1]) if images.ndim == 2 else 0
    if images.ndim == 2 and side**2 == images.shape[1]:
        images = images.reshape(len(images), side, side)
    if images.ndim == 4 and images.shape[1] == 1:
        images = images[:, 0]
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    is_gray = images.ndim == 3
    is_colored = images.ndim == 4 and images.shape[3] in (3, 4)
    if not (is_gray or is_colored) or min(images.shape[1:3]) < MIN_SIDE:
        raise files.refusal(f"its images have the shape {values.shape}", SHAPES, SHAPE_REMEDY)
    if len(images) != count:
        raise files.refusal(
            f"it has {len(images):,} images and {count:,} labels",
            "one label for each image",
            SHAPE_REMEDY,
        )
    if images.shape[1] * images.shape[2] > limit("set_picture_megapixels") * 1e6:
        raise files.refusal(
            f"its images have {images.shape[2]:,} x {images.shape[1]:,} pixels",
            f"at most {limit('set_picture_megapixels'):g} million",
            "Save them smaller.",
        )
    return images


def gray_bytes(images: np.ndarray, files: Files) -> tuple[np.ndarray, list[str]]:
    """Bring images of any range to gray: uint8 of shape (n, height, width), and what was done.

    Raises
    ------
    LabeledImagesError
        If the values are in no range that pixels usually have.
    """
    if not images.size:
        return np.zeros(images.shape[:3], np.uint8), []
    lowest, highest = float(images.min()), float(images.max())
    if not (np.isfinite(lowest) and np.isfinite(highest)):
        raise files.refusal(
            "some of its pixels are no numbers, or infinite",
            "numbers from 0 to 255",
            "Fill in or leave out these images.",
        )
    is_whole = images.dtype.kind in "bui" or _is_whole(images)
    low, high, note = _range(lowest, highest, is_whole, files)
    bytes_ = np.empty(images.shape[:3], np.uint8)
    for rows in _parts(images):
        part = images[rows]
        if images.dtype != np.uint8 or (low, high) != (0, BRIGHTEST):
            scaled = (part.astype(np.float64) - low) * (BRIGHTEST / (high - low))
            part = scaled.clip(0, BRIGHTEST).round().astype(np.uint8)
        bytes_[rows] = part if part.ndim == 3 else gray(part)
    return bytes_, [note] if note else []


def _is_whole(images: np.ndarray) -> bool:
    parts = (images[rows] for rows in _parts(images))
    return all(bool((part == np.rint(part)).all()) for part in parts)


def _parts(images: np.ndarray) -> Iterator[slice]:
    at_once = max(1, VALUES_AT_ONCE // max(1, images[0].size))
    yield from (slice(start, start + at_once) for start in range(0, len(images), at_once))


def _range(lowest: float, highest: float, is_whole: bool, files: Files) -> tuple[float, float, str]:
    """Decide what is black and what is white."""
    if lowest >= 0 and highest <= 1:
        # 0 and 1 alone are black and white.
        return 0, 1, "The values from 0 to 1 have been scaled to 0 to 255."
    if is_whole and lowest >= 0 and highest <= BRIGHTEST_OF_16:
        return 0, BRIGHTEST_OF_16, "The values from 0 to 16 have been scaled to 0 to 255."
    if lowest >= 0 and highest <= BRIGHTEST and (is_whole or highest > 1 + SLACK):
        return 0, BRIGHTEST, "" if is_whole else "The values have been rounded to whole numbers."
    if is_whole and lowest >= 0 and highest <= BRIGHTEST_OF_16_BITS:
        note = "The values from 0 to 65,535 have been scaled to 0 to 255."
        return 0, BRIGHTEST_OF_16_BITS, note
    if lowest >= -SLACK and highest <= 1 + SLACK:
        note = "The values from 0 to 1 have been scaled to 0 to 255, and those outside cut off."
        return 0, 1, note
    if lowest >= -1 and highest <= 1:
        return -1, 1, "The values from -1 to 1 have been scaled to 0 to 255."
    raise files.refusal(
        f"its pixels are between {lowest:g} and {highest:g}",
        "values from 0 to 255, 0 to 16, 0 to 1 or -1 to 1",
        "Undo what was done to the pixels, such as a standardization, and save them again.",
    )


def gray(colors: np.ndarray) -> np.ndarray:
    """Turn colors of shape (..., 3), or (..., 4) with opacity over white paper, into uint8 gray."""
    light = (colors[..., :3] @ WEIGHTS + 2**15) >> 16
    if colors.shape[-1] == 3:
        return light.astype(np.uint8)
    opacity = colors[..., 3].astype(np.float32) / BRIGHTEST
    return (light * opacity + BRIGHTEST * (1 - opacity)).round().astype(np.uint8)
