"""Printed lines and boxes: straight, thin, and longer than any stroke."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

# Rows per column: lines of a sheet that lies 12 degrees askew are still found.
TILTS = np.arange(-0.21, 0.2101, 0.0035)
# A thick line fits into many tilts; of these the most level one is meant.
TILT_PENALTY = 0.3
# A line shows in this fraction of its columns; ...
MIN_COVER = 0.7
MIN_COVER_OF_BOX = 0.6
# ... it is as thick as the rows with this fraction of its darkest row's ink, ...
THICKNESS_LEVEL = 0.6
# ... which is at most this fraction of the picture's longer side, or of the box's; ...
MAX_THICKNESS_FRACTION = 0.035
MAX_SIDE_OF_BOX_FRACTION = 0.06
# ... and it reaches both borders: this fraction of the first and of the last eighth is covered.
END_FRACTION = 8
MIN_COVER_OF_END = 0.4
# Lines of one tilt are found together. Ruled, squared and folded paper has at most a few tilts.
MAX_TILTS = 4
# A box's sides lie within this fraction of its rectangle, and at least three of four are seen.
SIDE_OF_BOX_FRACTION = 0.2
MIN_SIDES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line that crosses a picture from left to right.

    Attributes
    ----------
    tilt : float
        Rows per column.
    top, bottom : int
        Its first row, and the first one below it, in the middle column.
    """

    tilt: float
    top: int
    bottom: int

    def rows(self, row: np.ndarray, column: np.ndarray, width: int) -> np.ndarray:
        """Tell which pixels lie on it, or next to it."""
        level = np.round(row - self.tilt * (column - width / 2))
        return (level >= self.top - 1) & (level <= self.bottom)


def crossing_lines(mask: np.ndarray, thickest: float, min_cover: float = MIN_COVER) -> list[Line]:
    """Find lines that cross from left to right: a Hough transform for small tilts.

    Parameters
    ----------
    mask : bool array of shape (height, width)
        Where something is darker than paper.
    thickest : float
        In pixels.
    min_cover : float
        Fraction of all columns in which a line shows at least.
    """
    height, width = mask.shape
    rows, columns = np.nonzero(mask)
    found: list[Line] = []
    for _ in range(MAX_TILTS):
        if len(rows) < min_cover * width:
            break
        tilt, profile = _most_lined(rows, columns, height, width)
        if profile.max() < min_cover * width:
            break
        labels, _ = ndimage.label(profile > THICKNESS_LEVEL * profile.max())
        on_lines = np.zeros(len(rows), bool)
        for (band,) in ndimage.find_objects(labels):
            line = Line(tilt, band.start, band.stop)
            on = line.rows(rows, columns, width)
            if (
                profile[band].max() >= min_cover * width
                and band.stop - band.start <= thickest
                and _reaches_both_borders(columns[on], width)
            ):
                found.append(line)
                on_lines |= on
        if not on_lines.any():
            break
        rows, columns = rows[~on_lines], columns[~on_lines]
    return found


def _most_lined(
    rows: np.ndarray, columns: np.ndarray, height: int, width: int
) -> tuple[float, np.ndarray]:
    """Return the tilt with the fullest line, and the number of pixels on each line of that tilt."""
    best, best_tilt = -1.0, 0.0
    best_profile: np.ndarray = np.zeros(height)
    for tilt in TILTS:
        level = np.round(rows - tilt * (columns - width / 2)).astype(int)
        inside = (level >= 0) & (level < height)
        profile = np.bincount(level[inside], minlength=height)
        fullness = profile.max() - TILT_PENALTY * abs(tilt) * width
        if fullness > best:
            best, best_tilt, best_profile = fullness, float(tilt), profile
    return best_tilt, best_profile


def _reaches_both_borders(columns: np.ndarray, width: int) -> bool:
    covered = np.bincount(columns, minlength=width) > 0
    end = max(3, width // END_FRACTION)
    return bool(
        covered[:end].mean() >= MIN_COVER_OF_END and covered[-end:].mean() >= MIN_COVER_OF_END
    )


def erase(mask: np.ndarray, lines: list[Line]) -> np.ndarray:
    """Take lines out of a mask, and leave the strokes that cross them.

    A pixel on a line belongs to a stroke where there is ink above and below the line.
    """
    if not lines:
        return mask
    height, width = mask.shape
    row, column = np.arange(height)[:, None], np.arange(width)[None]
    on_lines = np.zeros_like(mask)
    for line in lines:
        on_lines |= line.rows(row, column, width)
    rest = mask & ~on_lines
    reach = max(line.bottom - line.top for line in lines) + 4
    padded = np.pad(rest, reach)
    bridged = ndimage.binary_closing(padded, structure=np.ones((reach, 1)))[
        reach:-reach, reach:-reach
    ]
    return rest | (bridged & on_lines & mask)


def without_lines(mask: np.ndarray) -> np.ndarray:
    """Take out lines that cross the whole picture, along it and across."""
    thickest = MAX_THICKNESS_FRACTION * max(mask.shape)
    level = erase(mask, crossing_lines(mask, thickest))
    return erase(level.T, crossing_lines(level.T, thickest)).T


def without_box(patch: np.ndarray) -> np.ndarray | None:
    """Take the sides of a printed box off a patch that fills its rectangle; None if it is no box.

    What is written in the box and touches it stays.
    """
    rest, sides = patch, 0
    for _ in range(2):
        height, _width = rest.shape
        lines = crossing_lines(rest, MAX_SIDE_OF_BOX_FRACTION * max(patch.shape), MIN_COVER_OF_BOX)
        middles = [(line, (line.top + line.bottom) / (2 * height)) for line in lines]
        first = [line for line, middle in middles if middle < SIDE_OF_BOX_FRACTION]
        last = [line for line, middle in middles if middle > 1 - SIDE_OF_BOX_FRACTION]
        sides += bool(first) + bool(last)
        # The other two sides are level in the picture turned over.
        rest = erase(rest, first + last).T
    return rest if sides >= MIN_SIDES else None
