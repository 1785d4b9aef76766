"""Tables with a line for each image: its label and its pixels, as Kaggle spreads MNIST."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from math import isqrt

import numpy as np

from core.data.labeled.classes import MAX_CLASSES, MIN_CLASSES, labels_of, texts_of
from core.data.labeled.csv_lines import (
    EXPECTED,
    LABEL_NAMES,
    REMEDY,
    cells_of,
    is_number,
    is_table,
    lines_of,
    separator_of,
)
from core.data.labeled.emnist import is_emnist, names_by_file, upright
from core.data.labeled.files import Files, check_one_set, shown, too_many_images, training_first
from core.data.labeled.labeled_images import Found, joined
from core.data.labeled.numbers import BRIGHTEST, MIN_SIDE, as_images, gray_bytes
from core.errors import LabeledImagesError
from core.limits import most

# Lines that show where the labels are, and values that are read at once.
LOOKED_AT, VALUES_AT_ONCE = 2_000, 1_600_000
# Of the column with the numbers of the lines, which pandas writes without being asked.
INDEX_NAMES = ("", "unnamed: 0", "index", "id")


def is_csv_of_pixels(files: Files) -> bool:
    """Return whether there are tables."""
    return any(is_table(files, name) for name in files.others)


def read_csv_of_pixels(files: Files) -> Found:
    """Read all tables with labels, training images first; those without are left out.

    Raises
    ------
    LabeledImagesError
        If a table is damaged, or none has labels.
    """
    parts, read, refusals = [], [], []
    for name in sorted(
        (name for name in files.others if is_table(files, name)), key=training_first
    ):
        try:
            parts.append(_read(files, name))
            read.append(name)
        except _UnlabeledError as error:
            refusals.append(error)
    if not parts:
        raise refusals[0]
    if len({part.images.shape[1:] for part in parts if isinstance(part.images, np.ndarray)}) > 1:
        raise files.refusal("its tables have images of different sizes", "one size", REMEDY)
    check_one_set(files, read)
    found = joined(parts)
    found.notes += [f"{shown(error.table)} has no labels of images." for error in refusals]
    return found


class _UnlabeledError(LabeledImagesError):
    """A table has no labels."""

    table = ""


def _read(files: Files, name: str) -> Found:
    lines = lines_of(files.read(name), name, files)
    first = next(lines, "")
    separator = separator_of(first)
    cells = cells_of(first, separator)
    is_named = not all(is_number(cell) for cell in cells[1:-1])
    # Programs that know no names count the columns; in no image all pixels differ.
    is_header = is_named or len(set(cells)) == len(cells)
    lines = lines if is_header else chain([first], lines)
    if is_header and cells[0].lower() in INDEX_NAMES:
        cells = cells[1:]
        lines = (line.partition(separator)[2] for line in lines)
    beginning = list(islice(lines, LOOKED_AT))
    if not beginning:
        raise files.refusal(f"{shown(name)} has no images", EXPECTED, REMEDY)
    named = [at for at, cell in enumerate(cells) if is_named and cell.lower() in LABEL_NAMES]
    if named and len(cells) > MIN_SIDE**2:
        column = named[0]
    else:
        _check_columns(files, name, len(cells), is_named)
        column = _first_or_last(beginning, separator)
    labels, pixels = _columns(chain(beginning, lines), separator, column, name, files)
    images, notes = gray_bytes(as_images(pixels, len(labels), files), files)
    if not is_emnist(name):
        return Found(images, labels, None, notes)
    images, turned = upright(images)
    return Found(images, labels, names_by_file(name), notes + turned)


def _check_columns(files: Files, name: str, count: int, is_named: bool) -> None:
    """Check that a table without a column called label has one nevertheless."""
    if is_named or _is_square(count) or count <= MIN_SIDE**2:
        error = _UnlabeledError(
            files.name,
            f"{shown(name)} has {count:,} column(s) but no labels of images",
            EXPECTED,
            "Choose the table for training, or add the labels as a first column named label.",
        )
        error.table = name
        raise error
    if not _is_square(count - 1):
        raise files.refusal(f"{shown(name)} has {count:,} columns", EXPECTED, REMEDY)


def _is_square(count: int) -> bool:
    return count >= MIN_SIDE**2 and isqrt(count) ** 2 == count


def _first_or_last(lines: list[str], separator: str) -> int:
    """Find labels without a header: in the first column as Kaggle has them, or as UCI in the last.

    There the first pixel is empty in all images.
    """
    firsts = {line.partition(separator)[0] for line in lines}
    lasts = {line.rpartition(separator)[2].strip() for line in lines}
    return -1 if len(firsts) == 1 and MIN_CLASSES <= len(lasts) <= MAX_CLASSES else 0


def _columns(
    lines: Iterator[str], separator: str, column: int, name: str, files: Files
) -> tuple[np.ndarray, np.ndarray]:
    """Read labels, and pixels of shape (n, pixels), a part of the lines at a time."""
    labels: list[str] = []
    parts: list[np.ndarray] = []
    first = next(lines)
    lines = chain([first], lines)
    at_once = max(1, VALUES_AT_ONCE // (first.count(separator) + 1))
    while block := list(islice(lines, at_once)):
        split = [_split(line, separator, column) for line in block]
        labels += [label for label, _ in split]
        if len(labels) > most("set_images"):
            raise too_many_images(files.name, len(labels))
        try:
            values = np.loadtxt(
                [pixels for _, pixels in split], delimiter=separator, comments=None, ndmin=2
            )
        except ValueError as error:
            raise files.refusal(
                f"{shown(name)} cannot be read as numbers ({error})", EXPECTED, REMEDY
            ) from error
        if len(values) != len(block) or (parts and values.shape[1] != parts[0].shape[1]):
            raise files.refusal(f"the lines of {shown(name)} differ in length", EXPECTED, REMEDY)
        parts.append(_smaller(values))
        files.take(parts[-1].nbytes)
    pixels = np.concatenate(parts) if parts else np.zeros((0, 0), np.uint8)
    return _labels(labels, files), pixels


def _split(line: str, separator: str, column: int) -> tuple[str, str]:
    """Take the label out of a line: the label, and the rest."""
    if column == 0:
        label, _, pixels = line.partition(separator)
    else:
        cells = line.split(separator)
        label = cells.pop(column) if column < len(cells) else ""
        pixels = separator.join(cells)
    return label.strip().strip('"'), pixels.replace('"', "")


def _smaller(values: np.ndarray) -> np.ndarray:
    """Keep whole numbers from 0 to 255 as bytes, and others in half of the memory."""
    if values.size and values.min() >= 0 and values.max() <= BRIGHTEST:
        as_bytes = values.astype(np.uint8)
        if (as_bytes == values).all():
            return as_bytes
    # Infinite is what does not fit: it is refused later, as what the file has.
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def _labels(texts: list[str], files: Files) -> np.ndarray:
    if all(is_number(text) for text in texts):
        return labels_of(np.array(texts, dtype=np.float64), files)
    return texts_of(texts, files)
