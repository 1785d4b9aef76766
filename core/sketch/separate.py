"""Several digits in one drawing: which ink belongs to which."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage

# Digits beside each other may overlap by this fraction of the narrower one: many hands lean.
# Strokes of one digit overlap by more, as the hat of a five and the bar of a seven do.
MAX_OVERLAP_FRACTION = 0.25
# The lower one of two digits has at least this fraction of the other's height, ...
MIN_HEIGHT_FRACTION = 0.35
# ... and both end near one line.
MAX_FOOT_FRACTION = 0.35
# Parts of one digit are together hardly wider than high; two digits are, or have a gap between
# them. All as fractions of the height.
MIN_WIDTH_FRACTION = 1.0
WIDE_GAP_FRACTION = 0.12
# A narrow gap may be within one digit: a zero of two arcs, which are narrow themselves, or a
# four whose bar is too short, with its left part raised.
NARROW_GAP_FRACTION = 0.03
MIN_WIDER_FRACTION = 0.4
MAX_RAISED_FRACTION = 0.1
MAX_DIGITS = 6
# What falls into more is dots or the grain of a photo, and would take long to join.
MAX_PATCHES = 24


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole pixels; `right` and `bottom` are the first ones outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return self.bottom - self.top

    def around(self, other: Box) -> Box:
        """Return the smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True, eq=False)
class SeparateDigit:
    """One of several digits.

    Attributes
    ----------
    box : Box
        Around its ink, in pixels of the whole drawing.
    picture : uint8 array of shape (height, width)
        The whole drawing with this digit alone, dark on light: 255 is paper.
    """

    box: Box
    picture: np.ndarray


def separate_digits(ink: np.ndarray) -> list[SeparateDigit]:
    """Find digits that stand clearly side by side.

    Connected patches of ink are joined, the nearest first, until all that is left stands
    apart. Digits that touch cannot be told apart, and count as one.

    Parameters
    ----------
    ink : uint8 array of shape (height, width)
        0 is paper, 255 is ink; specks are removed, as in `SketchStages.ink`.

    Returns
    -------
    list of SeparateDigit
        From left to right: 2 to 6, or none when there is one digit, nothing, or no number.
    """
    patches, count = ndimage.label(ink, structure=np.ones((3, 3)))
    if not 2 <= count <= MAX_PATCHES:
        return []
    groups = [
        (Box(columns.start, rows.start, columns.stop, rows.stop), [number])
        for number, (rows, columns) in enumerate(ndimage.find_objects(patches), start=1)
    ]
    while True:
        groups.sort(key=lambda group: group[0].left + group[0].right)
        to_join = [
            (right.left - left.right, place)
            for place, ((left, _), (right, _)) in enumerate(pairwise(groups))
            if not _stand_apart(left, right)
        ]
        if not to_join:
            break
        _, place = min(to_join)
        (left, numbers), (right, others) = groups[place : place + 2]
        groups[place : place + 2] = [(left.around(right), numbers + others)]
    if not 2 <= len(groups) <= MAX_DIGITS:
        return []
    return [
        SeparateDigit(box, np.where(np.isin(patches, numbers), 255 - ink, 255).astype(np.uint8))
        for box, numbers in groups
    ]


def _stand_apart(left: Box, right: Box) -> bool:
    """Whether two neighbors are two digits, rather than parts of one."""
    height = max(left.height, right.height)
    gap = right.left - left.right
    if (
        gap < -MAX_OVERLAP_FRACTION * min(left.width, right.width)
        or min(left.height, right.height) < MIN_HEIGHT_FRACTION * height
        or abs(left.bottom - right.bottom) > MAX_FOOT_FRACTION * height
    ):
        return False
    if left.around(right).width >= MIN_WIDTH_FRACTION * height or gap >= WIDE_GAP_FRACTION * height:
        return True
    raised = (right.top + right.bottom - left.top - left.bottom) / 2
    return (
        gap >= NARROW_GAP_FRACTION * height
        and max(left.width, right.width) >= MIN_WIDER_FRACTION * height
        and raised <= MAX_RAISED_FRACTION * height
    )
