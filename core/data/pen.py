"""Pen strokes of thirty people, drawn as on the Sketch page: digits by other hands than MNIST's.

Each digit is drawn with a brush of its own width and goes through the sketch's own doorway, so
a network meets here what it will meet there. Drawing all takes half a minute, so it is done once
on a machine, and kept in the data folder.
"""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from core.data.dataset import DatasetSpec, Part
from core.data.digits import DigitSplit
from core.data.mnist import MNIST, read_mnist
from core.data.pen_file import PenDigit, pen_digits
from core.machine.threads import core_count
from core.seeding import numpy_generator
from core.sketch.pen_strokes import CANVAS, draw_strokes
from core.sketch.prepare import prepare_sketch
from core.whole_files import write_whole

UNKNOWN_WRITER = -1
# Their digits are the test images. Four of them left one to three digits out; so each of the other
# 25 writers has 250, and validation can take whole writers of equal size.
TEST_WRITERS = (1, 9, 17, 27, 30)
DIGITS_OF_A_WRITER = 250
# Widths of the brush in canvas pixels; the Sketch page offers nearly the same.
THINNEST, THICKEST = 10, 36
# With MNIST's 60,000 images each digit comes three times, each time with another brush.
DRAWINGS = 3
CHECKED_DIGITS = 8
PEN_PROGRAM = """\
# Data: pen strokes, drawn by Digit Lab into this folder, its data folder
folder = sys.argv[1] if len(sys.argv) > 1 else "data"
with np.load(f"{folder}/pen/drawing_1.npz") as file:
    drawn = dict(file)
rows = np.argsort(np.isin(drawn["writers"], [1, 9, 17, 27, 30]), kind="stable")
images, labels = (torch.from_numpy(drawn[name][rows]) for name in ("images", "labels"))
writers = drawn["writers"][rows][:6250]  # the others' digits are the test images
pool, test = np.split(np.arange(len(labels)), [len(writers)])
"""
MNIST_AND_PEN_PROGRAM = """\
# Data: MNIST, downloaded if missing, and pen strokes that Digit Lab has drawn into this folder
folder = sys.argv[1] if len(sys.argv) > 1 else "data"
sets = [MNIST(folder, train=part, download=True) for part in (True, False)]
parts = [[(s.data, s.targets, np.full(len(s), -1))] for s in sets]
for drawing in (1, 2, 3):
    with np.load(f"{folder}/pen/drawing_{drawing}.npz") as file:
        drawn = dict(file)
    apart = np.isin(drawn["writers"], [1, 9, 17, 27, 30])
    arrays = [torch.from_numpy(drawn[name]) for name in ("images", "labels")]
    for part, rows in zip(parts, (~apart, apart)):
        part.append((*(array[rows] for array in arrays), drawn["writers"][rows]))
images, labels = (torch.cat([p[i] for part in parts for p in part]) for i in (0, 1))
writers = np.concatenate([p[2] for p in parts[0]])
pool, test = np.split(np.arange(len(labels)), [len(writers)])
"""


def draw_pen_digit(digit: PenDigit, row: int, drawing: int) -> np.ndarray:
    """Draw one digit, uint8 of shape (28, 28); the brush follows from its row and the drawing."""
    random = numpy_generator(row, f"brush of drawing {drawing}")
    brush = float(np.exp(random.uniform(np.log(THINNEST), np.log(THICKEST))))
    # Where paper is transparent, opacity is the ink: the same image, without a search for paper.
    picture = draw_strokes(digit.scaled(CANVAS), brush)
    picture[..., 3] = 255 - picture[..., 0]
    return prepare_sketch(picture).centered


def drawings_file(folder: Path, drawing: int) -> Path:
    """Return where the drawn images are kept."""
    return folder / "pen" / f"drawing_{drawing}.npz"


@cache
def pen_images(folder: Path, drawing: int) -> np.ndarray:
    """Return all digits, drawn now or earlier: uint8 of shape (7494, 28, 28)."""
    file = drawings_file(folder, drawing)
    images = _kept(file, drawing)
    if images is None:
        images = _drawn(drawing)
        # A folder that cannot be written to: then they are drawn again after the next start.
        with suppress(OSError):
            _keep(file, images)
    images.flags.writeable = False
    return images


@cache
def _drawn(drawing: int) -> np.ndarray:
    digits = pen_digits()
    with ThreadPoolExecutor(core_count()) as pool:
        rows = range(len(digits))
        return np.stack(list(pool.map(draw_pen_digit, digits, rows, [drawing] * len(rows))))


def _keep(file: Path, images: np.ndarray) -> None:
    """Write images with their labels and writers, which the standalone program needs too."""
    labels, writers = _labels_and_writers()
    packed = io.BytesIO()
    np.savez_compressed(packed, images=images, labels=labels, writers=writers)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, packed.getvalue())


def _kept(file: Path, drawing: int) -> np.ndarray | None:
    """Read images that were drawn before; None where they are not those of this version."""
    digits = pen_digits()
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as arrays:
            images = arrays["images"]
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    if images.shape != (len(digits), 28, 28) or images.dtype != np.uint8:
        return None
    rows = np.linspace(0, len(digits) - 1, CHECKED_DIGITS).astype(int)
    again = [draw_pen_digit(digits[row], int(row), drawing) for row in rows]
    return images if np.array_equal(images[rows], again) else None


def _labels_and_writers() -> tuple[np.ndarray, np.ndarray]:
    digits = pen_digits()
    labels, writers = ([digit.label for digit in digits], [digit.writer for digit in digits])
    return np.array(labels, np.int64), np.array(writers, np.int64)


def read_pen(part: Part, folder: Path, *, drawings: int = 1) -> DigitSplit:
    """Read the digits of the 25 writers to learn from, or of the five to test with.

    Parameters
    ----------
    drawings : int
        How often each digit comes, each time with another brush.
    """
    labels, writers = _labels_and_writers()
    rows = np.isin(writers, TEST_WRITERS) == (part == "test")
    images = [pen_images(folder, drawing)[rows] for drawing in range(1, drawings + 1)]
    return DigitSplit(
        np.concatenate(images), np.tile(labels[rows], drawings), np.tile(writers[rows], drawings)
    )


def read_mnist_and_pen(part: Part, folder: Path) -> DigitSplit:
    """Read MNIST, then the pen strokes, each drawn three times.

    Raises
    ------
    DataMissingError, DataFileError
        If MNIST is not there, or is something else.
    """
    mnist, pen = read_mnist(part, folder), read_pen(part, folder, drawings=DRAWINGS)
    unknown = np.full(len(mnist), UNKNOWN_WRITER)
    return DigitSplit(
        np.concatenate([mnist.images, pen.images]),
        np.concatenate([mnist.labels, pen.labels]),
        np.concatenate([unknown, pen.writers]),
    )


PEN = DatasetSpec(
    title="Pen strokes",
    idea="7,494 digits that 30 people wrote with a pen on a tablet: no download.",
    source="E. Alpaydin, F. Alimoglu: Pen-Based Recognition of Handwritten Digits (1996)",
    license="CC BY 4.0",
    training_images=25 * DIGITS_OF_A_WRITER,
    epochs_factor=2,
    writers_known=True,
    validation_block=DIGITS_OF_A_WRITER,
    read=read_pen,
    program=PEN_PROGRAM,
)
MNIST_AND_PEN = replace(
    MNIST,
    title="MNIST + pen",
    idea="MNIST, and the digits of thirty other people, each drawn with three brushes.",
    source=f"{MNIST.source}; {PEN.source}",
    license=f"{MNIST.license}; {PEN.license}",
    training_images=MNIST.training_images + DRAWINGS * PEN.training_images,
    writers_known=True,
    read=read_mnist_and_pen,
    program=MNIST_AND_PEN_PROGRAM,
    header_file="",
)
