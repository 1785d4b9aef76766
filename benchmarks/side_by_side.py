"""How often digits beside each other are told apart, and one digit is taken for several.

    python benchmarks/side_by_side.py [--folder ../shared/pendigits] [--count 1500]

Digits of the pen-stroke files are drawn as on the Sketch page's canvas: alone, and two
different ones each in its half, as large as it fits, or as on a line of writing. Two are
told apart when the boxes are right within three pixels.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.machine import describe_machine
from benchmarks.pen_strokes import BRUSHES, Strokes, read_unipen
from core.sketch import CANVAS, Box, draw_strokes, separate_digits
from core.sketch.prepare import find_ink, remove_specks

TOLERANCE_PIXELS = 3
LINE_HEIGHT, FOOT = 150, 200
Place = Callable[[Strokes, float, float], Strokes]


def extent(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    """Return the upper left and the lower right corner of the pen's way."""
    points = np.array([point for stroke in strokes for point in stroke])
    return points.min(axis=0), points.max(axis=0)


def in_half(margin: float, line: bool = False) -> Place:
    """Place a digit in the half of the canvas that begins at `left`, with paper around it."""

    def place(strokes: Strokes, left: float, brush: float) -> Strokes:
        low, high = extent(strokes)
        size = np.maximum(high - low, 1)
        room = np.array([CANVAS / 2, CANVAS]) - brush - 2 * margin
        if line:
            room[1] = min(room[1], LINE_HEIGHT)
        scale = (room / size).min()
        middle = FOOT - scale * size[1] / 2 if line else CANVAS / 2
        corner = np.array([left + CANVAS / 4, middle]) - scale * size / 2
        return [
            [tuple((np.array(point) - low) * scale + corner) for point in stroke]
            for stroke in strokes
        ]

    return place


def found(strokes: Strokes, brush: float) -> list[Box]:
    """Draw strokes and return the boxes of the digits that are told apart."""
    ink = remove_specks(find_ink(draw_strokes(strokes, brush)))
    return [digit.box for digit in separate_digits(ink)]


def is_right(box: Box, strokes: Strokes, brush: float) -> bool:
    """Whether a box lies around the ink of these strokes."""
    low, high = extent(strokes)
    expected = np.r_[low - brush / 2, high + brush / 2]
    edges = np.array([box.left, box.top, box.right, box.bottom])
    return bool(np.abs(edges - expected).max() <= TOLERANCE_PIXELS)


def main() -> None:
    """Print a table: a row for each arrangement, a column for each brush."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("../shared/pendigits"))
    parser.add_argument("--count", type=int, default=1500, help="drawings for each figure (1500)")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    files = sorted(arguments.folder.glob("*.unipen*"))
    if not files:
        sys.exit(f"There are no .unipen files in {arguments.folder}. Name their folder: --folder.")
    digits = [digit for file in files for digit in read_unipen(file)]
    random = np.random.default_rng(arguments.seed)
    print(describe_machine() + f"\n{arguments.count:,} drawings for each figure\n")
    print("| drawn | " + " | ".join(f"brush {brush}" for brush in BRUSHES) + " |")
    print("|---|" + "---|" * len(BRUSHES))
    alone = random.choice(len(digits), arguments.count, replace=False)
    shares = [np.mean([bool(found(digits[i][1], brush)) for i in alone]) for brush in BRUSHES]
    print("| one digit, taken for several | " + " | ".join(f"{s:.2%}" for s in shares) + " |")
    arrangements = {
        "in halves, gap of 8 pixels or more": in_half(4),
        "in halves, gap of 20 pixels or more": in_half(10),
        "on a line, of the same height": in_half(4, line=True),
    }
    for name, place in arrangements.items():
        shares = []
        for brush in BRUSHES:
            right = 0
            for _ in range(arguments.count):
                first, second = random.integers(len(digits), size=2)
                while digits[first][0] == digits[second][0]:
                    second = random.integers(len(digits))
                both = [
                    place(digits[i][1], left, brush)
                    for i, left in ((first, 0), (second, CANVAS / 2))
                ]
                boxes = found(both[0] + both[1], brush)
                right += len(boxes) == 2 and all(map(is_right, boxes, both, (brush, brush)))
            shares.append(right / arguments.count)
        print(f"| two, {name}: told apart | " + " | ".join(f"{s:.1%}" for s in shares) + " |")


if __name__ == "__main__":
    main()
