"""Sheets of paper on a desk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

from core.sketch.paper import paper_under_ink

# A sheet is large: it is found in a picture of a quarter of the size.
REDUCTION = 4
# Brightness changes over the edge of a sheet, and over the grain of wood, by more than one of
# these in one pixel; over paper by less.
STEPS = (2.5, 5.0)
LARGEST_REGIONS = 3
MIN_AREA, MAX_AREA = 0.06, 0.92
# Of the area of its convex hull: a sheet has straight sides.
MIN_CONVEXITY = 0.85
# Of the edge of a sheet so many pixels are left out.
EDGE = 6


def find_sheets(picture: np.ndarray) -> Iterator[np.ndarray]:
    """Find even regions with straight sides.

    Parameters
    ----------
    picture : uint8 array of shape (height, width, 3)

    Yields
    ------
    bool array of shape (height, width)
        Where a sheet lies, without its edge.
    """
    height, width, _ = picture.shape
    size = (max(1, width // REDUCTION), max(1, height // REDUCTION))
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))
    steps = np.max(
        [
            ndimage.gaussian_gradient_magnitude(
                paper_under_ink(ndimage.gaussian_filter(color.astype(np.float32), 0.7)),
                1,
                mode="nearest",
            )
            for color in np.moveaxis(small, 2, 0)
        ],
        axis=0,
    )
    for step in STEPS:
        labels, _ = ndimage.label(steps < step)
        areas = np.bincount(labels.ravel())[1:]
        for number in np.argsort(-areas)[:LARGEST_REGIONS] + 1:
            region = ndimage.binary_fill_holes(labels == number)
            if MIN_AREA < region.mean() < MAX_AREA and _convexity(region) >= MIN_CONVEXITY:
                whole = np.asarray(Image.fromarray(region).resize((width, height)))
                inner = ndimage.binary_erosion(whole, iterations=EDGE)
                if inner.any():
                    yield inner


def _convexity(region: np.ndarray) -> float:
    try:
        hull = ConvexHull(np.argwhere(region))
    except QhullError:  # All in one row.
        return 0.0
    return float(region.sum() / max(hull.volume, 1.0))


def cut_out(picture: np.ndarray, sheet: np.ndarray) -> tuple[np.ndarray, tuple[slice, slice]]:
    """Cut a sheet out of a picture: its rectangle, filled up with the color of its edge."""
    rows, columns = np.flatnonzero(sheet.any(axis=1)), np.flatnonzero(sheet.any(axis=0))
    place = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    inside = sheet[place]
    nearest = ndimage.distance_transform_edt(~inside, return_distances=False, return_indices=True)
    return picture[place][tuple(nearest)], place
