"""How well photos of a filled-in sheet are read: boxes found, signs read as the sheet says.

    python -m benchmarks.sheets [--sheets 8]

Digits of the five test writers of UCI's pen strokes, from whom the shipped reader has not learned,
are written into the 80 boxes of a sheet, and each sheet is photographed in all ways that the tests
know (`tests/core/data/own/test_sheet.py`). The comparison: the same digits, drawn on a canvas.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PIL import Image

from benchmarks.machine import describe_machine
from core.data import DIGIT_NAMES
from core.data.own.sheet import Sheet, read_sheet
from core.data.pen import TEST_WRITERS
from core.data.pen_file import PenDigit, pen_digits
from core.pretrained.numpy_network import NumPyNetwork, read_numpy_network
from core.pretrained.shipped import PRETRAINED
from core.sketch import CANVAS, draw_strokes, prepare_sketch
from tests.core.data.own.photos import PER_MM, photographed, printed
from tests.core.data.own.test_sheet import PHOTOS

BRUSH = 12
INK = "#20306a"


def choose(sheet: Sheet, number: int) -> list[PenDigit]:
    """Choose a digit for each box of a sheet; other sheets get others."""
    random = np.random.default_rng(number)
    known = [digit for digit in pen_digits() if digit.writer in TEST_WRITERS]
    return [
        known[random.choice([at for at, digit in enumerate(known) if digit.label == label])]
        for label in sheet.labels
    ]


def drawn(digit: PenDigit) -> np.ndarray:
    """Draw a digit on a canvas."""
    return draw_strokes(digit.scaled(CANVAS), BRUSH)


def filled(sheet: Sheet, digits: list[PenDigit]) -> Image.Image:
    """Write digits into the boxes."""
    page = printed(sheet)
    for place, digit in enumerate(digits):
        box = sheet.box(place)
        side = int(0.85 * box.width * PER_MM)
        mask = Image.fromarray(255 - drawn(digit)[..., 0]).resize((side, side))
        corner = tuple(
            int(at * PER_MM + (box.width * PER_MM - side) / 2) for at in (box.left, box.top)
        )
        ink = mask.point(lambda value: int(0.8 * value))
        page.paste(Image.new("RGB", (side, side), INK), corner, ink)
    return page


def right(reader: NumPyNetwork, images: np.ndarray, labels: np.ndarray) -> int:
    """Count the images that the reader reads as their labels say."""
    return int((reader.probabilities(images).argmax(axis=1) == labels).sum())


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sheets", type=int, default=8)
    count = arguments.parse_args().sheets
    sheet, reader = Sheet(DIGIT_NAMES), read_numpy_network(PRETRAINED["reader"].file)
    chosen = [choose(sheet, number) for number in range(count)]
    labels, total = np.array(sheet.labels), count * len(sheet.labels)
    print(describe_machine())
    print(f"{count} sheets of {len(sheet.labels)} digits; read by the shipped reader")
    canvas = sum(
        right(reader, np.stack([prepare_sketch(drawn(one)).centered for one in digits]), labels)
        for digits in chosen
    )
    print(f"{'photo':22}{'boxes found':>16}{'read right':>22}{'seconds each':>14}")
    print(f"{'(canvas, no photo)':22}{'':16}{canvas:>12} ({canvas / total:.1%})")
    pages = [filled(sheet, digits) for digits in chosen]
    for kind, (corners, look) in PHOTOS.items():
        found = correct = 0
        seconds = 0.0
        for page in pages:
            photo = photographed(page, corners, **look)
            begun = time.perf_counter()
            reading = read_sheet(photo, sheet)
            seconds += time.perf_counter() - begun
            found += len(reading.labels)
            correct += right(reader, reading.images, reading.labels)
        print(
            f"{kind:22}{found:>8} of {total:<5}{correct:>12} ({correct / total:.1%})"
            f"{seconds / count:>14.2f}"
        )


if __name__ == "__main__":
    main()
