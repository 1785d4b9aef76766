"""Digits as pen strokes: the file that comes with the package, and the one it was made from.

E. Alpaydin and F. Alimoglu, "Pen-Based Recognition of Handwritten Digits" (1996), UCI Machine
Learning Repository, CC BY 4.0: thirty people wrote 7,494 digits with a stylus. The package has
their strokes; `python -m core.data.pen_file SOURCE` makes its file again from UCI's.
"""

from __future__ import annotations

import argparse
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from core.errors import DataMissingError

PEN_FILE = Path(__file__).with_name("pen_strokes.npz")
# The tablet's resolution: every digit was written in a box of 500 x 500.
TABLET = 500
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class PenDigit:
    """One digit as it was written.

    Attributes
    ----------
    label, writer : int
        The digit, and the number of who wrote it, from 1.
    strokes : list of lists of (x, y)
        Points from pen down to pen up, from the left and from the top, 0 to 500.
    """

    label: int
    writer: int
    strokes: list[Points] = field(default_factory=list)

    def scaled(self, side: float) -> list[Points]:
        """Return the strokes on a canvas of so many pixels."""
        scale = side / TABLET
        return [[(x * scale, y * scale) for x, y in stroke] for stroke in self.strokes]


def read_unipen(path: Path) -> Iterator[PenDigit]:
    """Read a file of UCI's, in UNIPEN's format, packed by gzip or not.

    Each digit begins with a line that ends with its label, and a comment whose second number is
    the writer's; y points up there.
    """
    digit: PenDigit | None = None
    label = 0
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            words = line.split()
            if line.startswith(".SEGMENT DIGIT"):
                label = int(words[-1].strip('"'))
            elif line.startswith(".COMMENT") and len(words) > 2 and words[1].isdigit():
                if digit:
                    yield digit
                digit = PenDigit(label, int(words[2]))
            elif line.startswith(".PEN_DOWN") and digit:
                digit.strokes.append([])
            elif words and not line.startswith(".") and digit and digit.strokes:
                x, y = (float(word) for word in words[:2])
                digit.strokes[-1].append((x, TABLET - y))
    if digit:
        yield digit


def pack_digits(digits: list[PenDigit]) -> bytes:
    """Write digits as a compressed NumPy file: for each point how far the pen moved to it."""
    strokes = [stroke for digit in digits for stroke in digit.strokes]
    points = np.array([point for stroke in strokes for point in stroke])
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        labels=np.array([digit.label for digit in digits], np.uint8),
        writers=np.array([digit.writer for digit in digits], np.uint8),
        strokes=np.array([len(digit.strokes) for digit in digits], np.uint8),
        points=np.array([len(stroke) for stroke in strokes], np.uint16),
        moves=np.diff(points.round().astype(np.int16), axis=0, prepend=np.int16(0)),
    )
    return packed.getvalue()


def unpack_digits(packed: bytes) -> list[PenDigit]:
    """Read what :func:`pack_digits` gave."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        places = arrays["moves"].cumsum(axis=0, dtype=np.int32)
        strokes = np.split(places, arrays["points"].astype(int).cumsum()[:-1])
        digits = [
            PenDigit(int(label), int(writer))
            for label, writer in zip(arrays["labels"], arrays["writers"], strict=True)
        ]
        owners = np.repeat(np.arange(len(digits)), arrays["strokes"])
    for owner, stroke in zip(owners, strokes, strict=True):
        digits[owner].strokes.append([(float(x), float(y)) for x, y in stroke])
    return digits


@cache
def pen_digits() -> list[PenDigit]:
    """Return the 7,494 digits of the package, in the order in which they were written.

    Raises
    ------
    DataMissingError
        If the package's file is not there.
    """
    try:
        return unpack_digits(PEN_FILE.read_bytes())
    except FileNotFoundError as error:
        raise DataMissingError(
            f"{PEN_FILE} is not there. It comes with Digit Lab: install Digit Lab again."
        ) from error


def main() -> None:
    """Make the package's file from UCI's."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("source", type=Path, help="the training file, .unipen or .unipen.gz")
    PEN_FILE.write_bytes(pack_digits(list(read_unipen(parser.parse_args().source))))


if __name__ == "__main__":
    main()
