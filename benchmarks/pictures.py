"""How well digits are found on photos and pictures, how long it takes and how much memory.

    python benchmarks/pictures.py [--count 100] [--all] [--no-digit] [--strangers] [--only NAME ...]

Each picture is made by `tests/pictures`, goes the way of every upload and is read by the shipped
reader. Beside it stands what is read of the clean twins: the same digits, photographed under no
difficulty at all. A picture that is refused counts as not read. Most of these digits are of people
from whom the reader has learned; with ``--strangers`` all are of the five test writers.

Then: photos of twelve megapixels, and, where MNIST is, its validation images as picture files.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pillow_heif
from PIL import Image

from benchmarks.machine import describe_machine, resident_megabytes
from core.data import DATASETS, data_folder, has_files, load_digits
from core.data.pen import TEST_WRITERS
from core.errors import EmptySketchError, PictureError
from core.pretrained.numpy_network import NumPyNetwork, read_numpy_network
from core.pretrained.shipped import PRETRAINED
from core.sketch import prepare_sketch, read_picture
from tests.pictures.conditions import (
    CONDITIONS,
    USUAL,
    Picture,
    digit_pictures,
    no_digit_pictures,
)
from tests.pictures.no_digit import NO_DIGIT

TWIN = "clean"
LARGE = (4000, 3000)
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MNIST_COUNT = 1_000


@dataclass
class Outcome:
    """What became of pictures of one condition.

    Attributes
    ----------
    answers : list of int or None
        What was read of each; None where there was no ink or the picture was refused.
    sure : list of float
        The probability of that answer; 0 where there is none.
    refused : int
        How many were refused, which is not the same as having no ink.
    seconds : list of float
        Of the processor, from the file to the answer.
    """

    answers: list[int | None] = field(default_factory=list)
    sure: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def milliseconds(self) -> list[str]:
        """The median and the largest."""
        return [f"{1000 * float(t):,.0f}" for t in (np.median(self.seconds), max(self.seconds))]


def read_all(pictures: Sequence[Picture], network: NumPyNetwork) -> Outcome:
    """Read each picture as an upload."""
    outcome = Outcome()
    for picture in pictures:
        began = time.process_time()
        answer, sure = None, 0.0
        try:
            image = prepare_sketch(read_picture(picture.content)).centered
            probabilities = network.probabilities(image[None])[0]
            answer, sure = int(probabilities.argmax()), float(probabilities.max())
        except EmptySketchError:
            pass
        except PictureError:
            outcome.refused += 1
        outcome.seconds.append(time.process_time() - began)
        outcome.answers.append(answer)
        outcome.sure.append(sure)
    return outcome


def table(*titles: str) -> None:
    """Begin a table."""
    print("\n| " + " | ".join(titles) + " |\n" + "|---" * len(titles) + "|")


def row(*cells: object) -> None:
    """Print a row of it."""
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def of_digits(
    names: Sequence[str],
    count: int,
    seed: int,
    writers: Collection[int] | None,
    network: NumPyNetwork,
) -> None:
    """Read pictures of digits, and the clean twins of the same digits."""
    twins = digit_pictures(TWIN, count, seed, writers)
    clean = read_all(twins, network)
    labels = [picture.label for picture in twins]
    of_twins = np.equal(clean.answers, labels)
    table("condition", "read", "of clean twins", "no digit found", "median ms", "largest ms", "n")
    total = fewest = 0
    below: list[str] = []
    for name in names:
        outcome = (
            clean if name == TWIN else read_all(digit_pictures(name, count, seed, writers), network)
        )
        right = int(np.equal(outcome.answers, labels).sum())
        row(
            name,
            right,
            of_twins.sum(),
            outcome.answers.count(None),
            *outcome.milliseconds,
            len(labels),
        )
        total += right
        fewest = right if name == names[0] else min(fewest, right)
        if right < 0.95 * of_twins.sum():
            below.append(f"{name} ({right})")
    n = len(names) * len(labels)
    print(
        f"\n{total:,} of {n:,} pictures are read right ({total / n:.1%}), {of_twins.sum()} of each "
        f"{len(labels)} clean twins; at least {fewest} of each condition. Less than 95 % of what "
        f"is read of the twins: {', '.join(below) or 'nowhere'}."
    )


def of_none(count: int, seed: int, network: NumPyNetwork) -> None:
    """Read pictures without a digit."""
    table("no digit", "no ink", "refused", "read", "read with 90 %", "median ms", "largest ms", "n")
    refused = total = 0
    for kind in NO_DIGIT:
        outcome = read_all(no_digit_pictures(kind, count, seed), network)
        nothing = outcome.answers.count(None)
        sure = int((np.array(outcome.sure) >= 0.9).sum())
        row(
            kind,
            nothing - outcome.refused,
            outcome.refused,
            count - nothing,
            sure,
            *outcome.milliseconds,
            count,
        )
        refused += nothing
        total += count
    print(f"\nOf {refused} of {total} no digit is read.")


def large_photo(kind: str) -> bytes:
    """Enlarge a picture to what a phone takes."""
    pillow_heif.register_heif_opener()
    small = Image.open(io.BytesIO(digit_pictures("ruled", 1)[0].content)).convert("RGB")
    buffer = io.BytesIO()
    small.resize(LARGE, Image.Resampling.BICUBIC).save(buffer, kind, quality=90)
    return buffer.getvalue()


def seconds_and_megabytes(file: bytes) -> tuple[float, float]:
    """Read a file in this process, which has read a small one: time, and memory on top."""
    read_picture(digit_pictures("ruled", 1)[0].content)
    # Linux forgets the most memory there was so far.
    Path("/proc/self/clear_refs").write_text("5")
    before, began = resident_megabytes("self"), time.process_time()
    prepare_sketch(read_picture(file))
    return time.process_time() - began, resident_megabytes("self", "VmHWM") - before


def of_large_photos() -> None:
    """Read photos of twelve megapixels, each in a process of its own."""
    table("photo of 12 megapixels", "megabytes", "s of the processor", "memory on top, MB")
    for kind in FORMATS:
        file = large_photo(kind)
        measure: Callable[[bytes], tuple[float, float]] = seconds_and_megabytes
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            seconds, megabytes = alone.submit(measure, file).result()
        row(kind, f"{len(file) / 1e6:.1f}", f"{seconds:.2f}", f"{megabytes:.0f}")


def as_png(image: np.ndarray) -> bytes:
    """Write an image as a file."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def of_mnist(network: NumPyNetwork) -> None:
    """Compare MNIST's validation images with what comes of them as picture files."""
    if not has_files(DATASETS["mnist"], data_folder()):
        print("\nMNIST is not here: set DIGIT_LAB_DATA to a folder that holds MNIST/raw.")
        return
    validation = load_digits("mnist", folder=data_folder(), download=False).validation
    images, labels = validation.images[:MNIST_COUNT], validation.labels[:MNIST_COUNT]
    way: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "as it is": lambda image: image,
        "dark on light": lambda image: 255 - image,
        "enlarged ten times": lambda image: np.kron(image, np.ones((10, 10), np.uint8)),
    }
    table("MNIST's validation images as PNG", "bit for bit", "read", "read of the images", "n")
    raw = network.logits(images).argmax(axis=1)
    for name, change in way.items():
        back = np.stack(
            [prepare_sketch(read_picture(as_png(change(image)))).centered for image in images]
        )
        same = int((back == images).all(axis=(1, 2)).sum())
        read = network.logits(back).argmax(axis=1)
        row(name, same, f"{(read == labels).mean():.1%}", f"{(raw == labels).mean():.1%}", len(raw))


def main() -> None:
    """Print a table for each question."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="pictures per condition (100)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--all", action="store_true", help=f"all {len(CONDITIONS)} conditions")
    parser.add_argument("--only", nargs="+", choices=list(CONDITIONS), metavar="NAME", default=None)
    parser.add_argument("--no-digit", action="store_true", help="pictures without a digit instead")
    parser.add_argument("--strangers", action="store_true", help="only digits of the test writers")
    arguments = parser.parse_args()
    if arguments.count < 1:
        parser.error("--count is 1 or more")
    network = read_numpy_network(PRETRAINED["reader"].file)
    print(f"{describe_machine()}\nThe shipped reader, seed {arguments.seed}")
    if arguments.no_digit:
        of_none(arguments.count, arguments.seed, network)
        return
    names = arguments.only or (list(CONDITIONS) if arguments.all else USUAL)
    writers = TEST_WRITERS if arguments.strangers else None
    of_digits(names, arguments.count, arguments.seed, writers, network)
    if not arguments.only:
        of_large_photos()
        of_mnist(network)


if __name__ == "__main__":
    main()
