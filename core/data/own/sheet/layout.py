"""Where everything stands on the sheet: once for the printer and for the reader of photos.

All lengths are in millimeters on A4, from the upper left corner. How large it is printed matters
nothing: a photo is measured between the four corner marks.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

PAGE = (210.0, 297.0)
MARGIN, MARK = 12.0, 9.0
# Bits in a row between the upper marks: they say of which classes the sheet is, and where up is.
CODE_BITS, CELL = 24, 5.0
CODE_LEFT, CODE_TOP = 45.0, 14.0
COLUMNS, ROWS = 8, 10
PITCH = (22.0, 23.0)
BOX = 18.0
FIRST_BOX = (18.0, 46.0)
NAME_HEIGHT = 3.2


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle on paper: filled, or a thin pale outline to write in."""

    left: float
    top: float
    width: float
    height: float
    is_filled: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: where its baseline begins, and how high it is."""

    left: float
    baseline: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet for some classes: as many boxes for each, next to each other.

    Attributes
    ----------
    class_names : tuple of str
        At most as many as there are boxes.
    """

    class_names: tuple[str, ...]

    @property
    def boxes_of_class(self) -> int:
        """Return how many boxes each class has."""
        return COLUMNS * ROWS // len(self.class_names)

    @property
    def labels(self) -> list[int]:
        """Return which class belongs into each box, row by row."""
        return [label for label in range(len(self.class_names)) for _ in range(self.boxes_of_class)]

    @property
    def code(self) -> list[bool]:
        """Return the bits that are printed for these classes: True is black."""
        value = zlib.crc32("\n".join(self.class_names).encode())
        return [bool(value >> bit & 1) for bit in range(CODE_BITS)]

    def box(self, place: int) -> Rectangle:
        """Find a box by its place, row by row."""
        row, column = divmod(place, COLUMNS)
        left, top = FIRST_BOX[0] + column * PITCH[0], FIRST_BOX[1] + row * PITCH[1]
        return Rectangle(left, top, BOX, BOX, is_filled=False)

    def shapes(self) -> list[Rectangle | Words]:
        """List all that is printed."""
        found: list[Rectangle | Words] = [
            Rectangle(x - MARK / 2, y - MARK / 2, MARK, MARK) for x, y in MARK_CENTERS
        ]
        found += [
            Rectangle(x - CELL / 2, y - CELL / 2, CELL, CELL)
            for (x, y), bit in zip(code_centers(), self.code, strict=True)
            if bit
        ]
        found.append(
            Words(
                FIRST_BOX[0],
                36,
                4.2,
                "Write the word above each box into it once, with a dark pen.",
            )
            if max(map(len, self.class_names)) > 1
            else Words(FIRST_BOX[0], 36, 4.2, "Write what stands above each box into it, once.")
        )
        for place, label in enumerate(self.labels):
            box = self.box(place)
            found.append(box)
            name = self.class_names[label]
            found.append(Words(box.left, box.top - 0.9, NAME_HEIGHT, name))
        return found


def code_centers() -> list[tuple[float, float]]:
    """Return the middle of the place of each bit, in two rows."""
    half = CODE_BITS // 2
    return [
        (CODE_LEFT + CELL * 2 * (bit % half), CODE_TOP + CELL * 1.6 * (bit // half))
        for bit in range(CODE_BITS)
    ]


_NEAR = MARGIN + MARK / 2
# Upper left, upper right, lower right, lower left.
MARK_CENTERS: Sequence[tuple[float, float]] = (
    (_NEAR, _NEAR),
    (PAGE[0] - _NEAR, _NEAR),
    (PAGE[0] - _NEAR, PAGE[1] - _NEAR),
    (_NEAR, PAGE[1] - _NEAR),
)
