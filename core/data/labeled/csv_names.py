"""Pictures beside a table that says which label each of them has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.data.labeled.csv_lines import LABEL_NAMES, cells_of, is_table, lines_of, separator_of
from core.data.labeled.files import DamagedFileError, Files, shown, training_first
from core.data.labeled.labeled_images import Found
from core.data.labeled.pictures import is_picture, read_pictures
from core.limits import most

NAME_NAMES = ("file", "filename", "file_name", "image", "image_name", "path", "filepath", "id")
LOOKED_AT = 20
EXPECTED = "a table with a column of file names and a column label"
REMEDY = "Save it as CSV with the header file,label, beside the pictures that it names."


@dataclass(frozen=True, slots=True)
class _Table:
    """A table whose lines name pictures."""

    name: str
    rows: list[tuple[str, str]]


def is_csv_of_names(files: Files) -> bool:
    """Return whether a table names pictures that lie beside it."""
    tables = [name for name in files.sizes if is_table(files, name)]
    pictures = _pictures(files) if tables else {}
    return bool(pictures) and any(_table(files, name, pictures, LOOKED_AT) for name in tables)


def _pictures(files: Files) -> dict[str, str]:
    """Find pictures by all that a table may call them: with or without folder and ending."""
    found: dict[str, str] = {}
    names = [name for name in files.sizes if is_picture(files, name)]
    shortened: tuple[Callable[[str], str], ...] = (
        str,
        lambda name: name.rpartition(".")[0],
        lambda name: name.rpartition("/")[2],
        lambda name: name.rpartition("/")[2].rpartition(".")[0],
    )
    for shorten in shortened:
        for name in names:
            found.setdefault(shorten(name), name)
    return found


def _table(files: Files, name: str, pictures: dict[str, str], at_most: int) -> _Table | None:
    """Read a table; None if the first lines name no picture."""
    lines = lines_of(files.read(name), name, files)
    first = next(lines, "")
    separator = separator_of(first)
    header = [cell.lower() for cell in cells_of(first, separator)]
    if not 2 <= len(header) <= LOOKED_AT:
        return None
    rows = [cells_of(first, separator)]
    for line in lines:
        rows.append(cells_of(line, separator))
        if len(rows) > at_most:
            break
    columns = range(len(header))
    hits = [sum(_found(row, at, pictures) for row in rows[:LOOKED_AT]) for at in columns]
    names_at = max(columns, key=lambda at: (hits[at], header[at] in NAME_NAMES))
    if not hits[names_at]:
        return None
    labels_at = next((at for at in columns if header[at] in LABEL_NAMES and at != names_at), None)
    has_header = labels_at is not None or not _found(rows[0], names_at, pictures)
    if labels_at is None:
        if len(header) > 2:
            raise files.refusal(f"{shown(name)} has no column label", EXPECTED, REMEDY)
        labels_at = 1 - names_at
    whole = [row for row in rows[has_header:] if len(row) > max(names_at, labels_at)]
    return _Table(name, [(row[names_at], row[labels_at]) for row in whole])


def _found(row: list[str], at: int, pictures: dict[str, str]) -> bool:
    return at < len(row) and _plain(row[at]) in pictures


def _plain(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")


def read_csv_of_names(files: Files) -> Found:
    """Read the pictures that tables name, training images first.

    A name is looked up among the files that are there and opens nothing else.

    Raises
    ------
    LabeledImagesError
        If a table has no labels, or more than a tenth of its pictures cannot be read.
    """
    pictures = _pictures(files)
    names = sorted((name for name in files.sizes if is_table(files, name)), key=training_first)
    tables = [_table(files, name, pictures, most("set_images") + 1) for name in names]
    rows = [row for table in tables if table for row in table.rows]
    wanted = [
        (name, partial(_content, files, pictures.get(_plain(name)), name), label)
        for name, label in rows
    ]
    images, labels, notes = read_pictures(wanted, len(wanted), files)
    used = {pictures.get(_plain(name)) for name, _ in rows}
    unused = len(set(pictures.values()) - used)
    if unused:
        notes.append(f"{unused:,} pictures have no label in the table and were left out.")
    return Found(images, np.array(labels), None, notes)


def _content(files: Files, picture: str | None, name: str) -> bytes:
    if picture is None:
        raise DamagedFileError(name, "it is not there", "a picture", REMEDY)
    return files.read(picture)
