"""From a photo of a filled-in sheet to images with labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.data.own.sheet.layout import MARK_CENTERS, Rectangle, Sheet, code_centers
from core.data.own.sheet.marks import candidates, quadrangles
from core.data.own.sheet.perspective import homography, mapped, seen_straight
from core.errors import EmptySketchError, SheetError
from core.sketch import prepare_sketch

# Longer side of a photo on which the boxes are still sharp, in pixels.
SHEET_SIDE = 1_800
# Wider than a corner mark, so that it counts as ink, and narrower than shadows.
PAPER_FRACTION = 0.09
MIN_PAPER = 25.0
# Of a box the border is left out: it is printed, and a bent sheet moves it.
INSET, BOX_PIXELS = 1.2, 96
# Ink takes this fraction of the paper's light: printed outlines take about a quarter, a pencil a
# third.
MIN_INK = 0.2
# Full ink is what this fraction of the pixels that are ink do not exceed.
FULL_INK_QUANTILE = 0.7
# What is written has so many pixels of ink at least, and a line along the border is none.
MIN_WRITTEN = 60
EDGE_BAND = 7
BLACK, WHITE = 0.35, 0.25


@dataclass(frozen=True, slots=True, eq=False)
class SheetReading:
    """What was found on a photo of a sheet.

    Attributes
    ----------
    images : uint8 array of shape (n, 28, 28)
        What was written, as networks see it.
    labels : int64 array of shape (n,)
        The class of each box.
    places : list of n int
        Which box each comes from, row by row.
    empty : int
        Boxes in which nothing is written.
    straight : uint8 array of shape (594, 420)
        The sheet as seen from straight above: 0 is ink.
    """

    images: np.ndarray
    labels: np.ndarray
    places: list[int]
    empty: int
    straight: np.ndarray


def read_sheet(pixels: np.ndarray, sheet: Sheet) -> SheetReading:
    """Find a sheet on a photo, straighten it, and read its boxes.

    Parameters
    ----------
    pixels : uint8 array of shape (height, width, 3) or (height, width, 4)
        A photo from any side in any light, with all four corner marks on it.
    sheet : Sheet
        What was printed.

    Raises
    ------
    SheetError
        If there is no such sheet on it, or nothing is written.
    """
    ink = _ink_of(pixels)
    matrix = _find(ink, sheet)
    images, labels, places = [], [], []
    for place, label in enumerate(sheet.labels):
        written = _written_in(ink, matrix, sheet.box(place))
        if written is None:
            continue
        try:
            images.append(prepare_sketch(255 - written).centered)
        except EmptySketchError:
            continue
        labels.append(label)
        places.append(place)
    if not images:
        raise SheetError(
            "The sheet was found, and nothing is written in its boxes. Write with a dark pen, and "
            "take the photo so near that the sheet fills it."
        )
    straight = 255 * (1 - seen_straight(ink, matrix, 0, 0, 210, 297, 420)).clip(0, 1)
    return SheetReading(
        np.stack(images),
        np.array(labels, np.int64),
        places,
        len(sheet.labels) - len(places),
        straight.round().astype(np.uint8),
    )


def _ink_of(pixels: np.ndarray) -> np.ndarray:
    """Measure what fraction of the paper's light is missing, in the color where most is.

    Shadows are wider than a mark, so that the paper in them counts as paper.
    """
    size = int(PAPER_FRACTION * max(pixels.shape)) | 1
    ink = np.zeros(pixels.shape[:2], np.float32)
    for channel in range(3):
        color = ndimage.gaussian_filter(pixels[..., channel].astype(np.float32), 0.7)
        paper = ndimage.grey_closing(color, size=size, mode="nearest")
        np.maximum(ink, (paper - color) / np.maximum(paper, MIN_PAPER), out=ink)
    return ink


def _find(ink: np.ndarray, sheet: Sheet) -> np.ndarray:
    """Find the map from the sheet to the photo: its code tells where up is."""
    found = candidates(ink)
    if len(found) < 4:
        raise SheetError(
            f"Of the four black squares in the corners of the sheet {len(found)} can be seen. Take "
            "the photo so that all four are on it, sharp and without a hand on them."
        )
    centers = np.array(code_centers())
    for corners in quadrangles(found):
        try:
            matrix = homography(np.array(MARK_CENTERS), corners)
        except np.linalg.LinAlgError:
            continue
        x, y = mapped(matrix, centers).T
        cells = ndimage.map_coordinates(ink, [y, x], order=1, mode="constant")
        if all(
            cell > BLACK if bit else cell < WHITE
            for cell, bit in zip(cells.tolist(), sheet.code, strict=True)
        ):
            return matrix
    raise SheetError(
        "There are black squares on this picture, but not the four corners of a sheet for these "
        "classes. Take the photo so that all four are on it, and choose the set that the sheet was "
        "printed for."
    )


def _written_in(ink: np.ndarray, matrix: np.ndarray, box: Rectangle) -> np.ndarray | None:
    """Cut out what is written in a box: uint8, 255 is ink; None where there is nothing."""
    side = box.width - 2 * INSET
    seen = seen_straight(ink, matrix, box.left + INSET, box.top + INSET, side, side, BOX_PIXELS)
    mask = seen > MIN_INK
    patches, count = ndimage.label(mask, structure=np.ones((3, 3)))
    inner = np.zeros(mask.shape, bool)
    inner[EDGE_BAND:-EDGE_BAND, EDGE_BAND:-EDGE_BAND] = True
    written = np.isin(patches, np.setdiff1d(np.unique(patches[inner]), 0)) if count else mask
    if written.sum() < MIN_WRITTEN:
        return None
    full = float(np.quantile(seen[written], FULL_INK_QUANTILE))
    near = ndimage.binary_dilation(written, iterations=2) & ~(mask & ~written)
    soft = np.where(near, (seen / full - 0.15) / 0.85, 0)
    return (255 * soft.clip(0, 1)).round().astype(np.uint8)
