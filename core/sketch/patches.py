"""Which patches of ink are a digit, and which are frames, corners of a form, holes or dust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import ndimage

from core.sketch.printed_lines import without_box

NEIGHBORS = np.ones((3, 3))
# A dry pen leaves gaps, and so does a line that was taken away: up to twice this fraction of the
# picture's longer side.
BRIDGE_FRACTION = 0.006
# A digit is larger than this fraction of the picture's longer side. A box is larger than that.
MIN_DIGIT_FRACTION = 0.06
MIN_BOX_FRACTION = 0.12
# What encloses a digit leaves room: more than this, as a fraction of its own ink. The digit in it
# has at least this fraction of its ink, and of its height.
MIN_ROOM_FRACTION = 0.5
MIN_ENCLOSED_INK = 0.08
MIN_ENCLOSED_HEIGHT = 0.25
# Another part of a digit, or another digit, has at least this fraction of the largest one's ink
# and was written with the same pen, as thick and as dark; a dot was not written at all.
MIN_INK = 0.05
MIN_SAME_PEN = 0.55
MIN_SAME_DARKNESS = 0.6
MAX_DOT_FATNESS = 0.6
# Parts of a digit are closer than this fraction of its longer side; a digit beside it, as high
# and as thick as a digit is, may be a bit farther away.
MAX_GAP = 0.25
MAX_GAP_OF_DIGITS = 0.6
MIN_HEIGHT_OF_DIGIT = 0.35
MIN_SAME_PEN_OF_DIGIT = 0.7


@dataclass(eq=False)
class Patch:
    """Connected ink.

    Attributes
    ----------
    place : tuple of two slices
        The rows and columns of its rectangle in the picture.
    own : bool array
        Its own pixels in this rectangle.
    ink : float
        The sum of its ink.
    touches_border : bool
        Whether it reaches the border of the picture.
    """

    place: tuple[slice, slice]
    own: np.ndarray
    ink: float
    touches_border: bool

    @property
    def darkness(self) -> float:
        """Return the mean of its ink."""
        return self.ink / float(self.own.sum())

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return self.own.shape[0]

    @property
    def size(self) -> int:
        """Return the longer side in pixels."""
        return max(self.own.shape)

    @cached_property
    def _distances(self) -> np.ndarray:
        padded = ndimage.distance_transform_edt(np.pad(self.own, 1))
        return padded[1:-1, 1:-1]

    @cached_property
    def thickness(self) -> float:
        """Return how thick its strokes are, in pixels: four times the mean distance to an edge."""
        return 4 * float(self._distances[self.own].mean())

    @cached_property
    def fatness(self) -> float:
        """Return the thickest place as a fraction of the longer side: 1 for a dot."""
        return 2 * float(self._distances.max()) / self.size

    @property
    def slimness(self) -> float:
        """Return the height as a multiple of the width."""
        return self.own.shape[0] / self.own.shape[1]

    @property
    def length(self) -> float:
        """Return how far the pen went, as a multiple of the longer side."""
        return float(self.own.sum()) / self.thickness / self.size

    @property
    def fullness(self) -> float:
        """Return its area as a fraction of the square around it."""
        return float(self.own.sum()) / self.size**2

    def gaps_to(self, other: Patch) -> tuple[int, int]:
        """Return the rows and columns between the rectangles of two patches, 0 where they meet."""
        rows, columns = (
            max(mine.start - theirs.stop, theirs.start - mine.stop, 0)
            for mine, theirs in zip(self.place, other.place, strict=True)
        )
        return rows, columns

    def encloses(self, other: Patch) -> bool:
        """Tell whether another patch stands in the middle of this one, as in a box or a circle."""
        if any(
            theirs.start <= mine.start or theirs.stop >= mine.stop
            for mine, theirs in zip(self.place, other.place, strict=True)
        ):
            return False
        return (
            other.ink >= MIN_ENCLOSED_INK * self.ink
            and other.height > MIN_ENCLOSED_HEIGHT * self.height
            and self._room > MIN_ROOM_FRACTION * self.own.sum()
        )

    @cached_property
    def _room(self) -> int:
        return int((ndimage.binary_fill_holes(self.own) & ~self.own).sum())


def without_boxes(mask: np.ndarray) -> np.ndarray:
    """Take printed boxes out of a mask, and leave what is written in them."""
    labels, _ = ndimage.label(mask, structure=NEIGHBORS)
    rest = mask.copy()
    for number, place in enumerate(ndimage.find_objects(labels), start=1):
        own = labels[place] == number
        if min(own.shape) >= MIN_BOX_FRACTION * max(mask.shape):
            left = without_box(own)
            if left is not None:
                rest[place] &= left | ~own
    return rest


def patches_of(mask: np.ndarray, ink: np.ndarray) -> Iterator[Patch]:
    """List the patches of a mask. Ink with hardly a gap between belongs together."""
    bridge = max(1, round(BRIDGE_FRACTION * max(mask.shape)))
    joined, _ = ndimage.label(ndimage.binary_dilation(mask, iterations=bridge), structure=NEIGHBORS)
    labels = np.where(mask, joined, 0)
    for number, place in enumerate(ndimage.find_objects(labels), start=1):
        own = labels[place] == number
        touches = any(
            side.start == 0 or side.stop == length
            for side, length in zip(place, mask.shape, strict=True)
        )
        yield Patch(place, own, float(ink[place][own].sum()), touches)


def choose_digit(patches: list[Patch], side: int, *, at_border: bool) -> list[Patch]:
    """Choose the patches of one digit, or of several beside each other; the largest comes first.

    Parameters
    ----------
    side : int
        The longer side of the picture in pixels.
    at_border : bool
        Whether the largest may touch the border.
    """
    large = [patch for patch in patches if patch.size >= MIN_DIGIT_FRACTION * side]
    frames = {id(p) for p in large if any(p.encloses(other) for other in large if other is not p)}
    candidates = [
        patch
        for patch in large
        if id(patch) not in frames and (at_border or not patch.touches_border)
    ]
    if not candidates:
        return []
    main = max(candidates, key=lambda patch: patch.ink)
    return [main] + [
        patch
        for patch in patches
        if patch is not main
        and id(patch) not in frames
        and not patch.touches_border
        and patch.ink >= MIN_INK * main.ink
        and _belongs_to(main, patch)
    ]


def _belongs_to(main: Patch, patch: Patch) -> bool:
    same_pen = patch.thickness / main.thickness
    if (
        same_pen < MIN_SAME_PEN
        or patch.darkness < MIN_SAME_DARKNESS * main.darkness
        or patch.fatness > MAX_DOT_FATNESS
    ):
        return False
    rows, columns = patch.gaps_to(main)
    beside = (
        rows == 0
        and patch.height > MIN_HEIGHT_OF_DIGIT * main.height
        and same_pen > MIN_SAME_PEN_OF_DIGIT
    )
    return max(rows, columns) <= (MAX_GAP_OF_DIGITS if beside else MAX_GAP) * main.size
