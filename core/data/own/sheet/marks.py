"""The four corner marks of a sheet on a photo: filled squares, seen from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

# Of the paper's light a mark takes this fraction at least.
MARK_INK = 0.4
# A mark is a filled quadrangle, neither tiny nor long. Sizes are fractions of the photo's longer
# side: the whole sheet is on it, and fills a quarter of it at least.
MIN_SIDE, MAX_SIDE = 0.006, 0.08
MIN_FILLED, MAX_LONG = 0.85, 2.5
# Of fewer pixels nobody knows the shape.
MIN_PIXELS = 4
# Some other things may look like one; more than these are not tried.
MAX_CANDIDATES = 14
# The nearest mark looks so many times as large as the farthest one.
MAX_AREA_RATIO = 6.0


def candidates(ink: np.ndarray) -> np.ndarray:
    """Find what may be a mark.

    Parameters
    ----------
    ink : float array of shape (height, width)
        The fraction of the paper's light that is missing.

    Returns
    -------
    float array of shape (n, 3)
        The middle of each, x and y, and its area in pixels; the largest ones first.
    """
    patches, _ = ndimage.label(ink > MARK_INK)
    longer = max(ink.shape)
    found = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(patches), start=1):
        sides = rows.stop - rows.start, columns.stop - columns.start
        if (
            min(sides) < MIN_PIXELS
            or not MIN_SIDE * longer <= min(sides) <= max(sides) <= MAX_SIDE * longer
        ):
            continue
        own = patches[rows, columns] == number
        if _is_quadrangle(own):
            y, x = np.argwhere(own).mean(axis=0)
            found.append((columns.start + x, rows.start + y, float(own.sum())))
    found.sort(key=lambda one: -one[2])
    return np.array(found[:MAX_CANDIDATES], float).reshape(-1, 3)


def _is_quadrangle(own: np.ndarray) -> bool:
    points = np.argwhere(own).astype(float)
    try:
        hull = ConvexHull(np.concatenate([points - 0.5, points + 0.5]))
    except QhullError:
        return False
    widths = np.sqrt(np.linalg.eigvalsh(np.cov(points.T)).clip(1e-6))
    return own.sum() / hull.volume >= MIN_FILLED and widths[1] / widths[0] <= MAX_LONG


def quadrangles(found: np.ndarray) -> Iterator[np.ndarray]:
    """Combine candidates to sheets: the largest first, each with all four corners as the first.

    Yields
    ------
    float array of shape (4, 2)
        Corners clockwise on the photo.
    """
    sheets = []
    for chosen in combinations(found, 4):
        corners = np.array(chosen)
        if corners[:, 2].max() > MAX_AREA_RATIO * corners[:, 2].min():
            continue
        ordered = _clockwise(corners[:, :2])
        if (area := _convex_area(ordered)) > 0:
            sheets.append((area, ordered))
    for _, ordered in sorted(sheets, key=lambda sheet: -sheet[0]):
        for first in range(4):
            yield np.roll(ordered, -first, axis=0)


def _clockwise(points: np.ndarray) -> np.ndarray:
    away = points - points.mean(axis=0)
    # Y counts from above, so growing angles go clockwise.
    return points[np.argsort(np.arctan2(away[:, 1], away[:, 0]))]


def _convex_area(corners: np.ndarray) -> float:
    """Return the area of a quadrangle; 0 where it has a dent."""
    along = np.roll(corners, -1, axis=0) - corners
    then = np.roll(along, -1, axis=0)
    turns = along[:, 0] * then[:, 1] - along[:, 1] * then[:, 0]
    if turns.min() <= 0:
        return 0.0
    after = np.roll(corners, -1, axis=0)
    return abs(float((corners[:, 0] * after[:, 1] - corners[:, 1] * after[:, 0]).sum())) / 2
