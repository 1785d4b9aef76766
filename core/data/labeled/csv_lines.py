"""Lines of a table as text, whatever stands between its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from core.data.labeled.files import Files, shown

# A line with as many pixels as a picture may have is no table of small images any more.
MAX_LINE = 1_000_000
SEPARATORS = ",;\t"
LABEL_NAMES = ("label", "labels", "class", "target", "y", "digit", "character")
EXPECTED = "a table with a column label and a column for each pixel"
REMEDY = "Save it as CSV in UTF-8, with one image in each line."


def is_table(files: Files, name: str) -> bool:
    """Return whether a file is a table, by its name, or alone by how it begins."""
    start = files.start(name)
    if not start.strip() or b"\0" in start:
        return False
    if name.lower().removesuffix(".gz").endswith((".csv", ".tsv")):
        return True
    return (
        len(files.sizes) == 1 and start.isascii() and any(ord(mark) in start for mark in SEPARATORS)
    )


def lines_of(content: bytes, name: str, files: Files) -> Iterator[str]:
    """Read the lines of a table that are not empty, without their ends.

    Raises
    ------
    LabeledImagesError
        If a line is endless.
    """
    # A name that is not in UTF-8 is looked for as it can be read, a number is refused later.
    for line in io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", "replace"):
        if len(line) > MAX_LINE:
            raise files.refusal(f"{shown(name)} has an endless line", EXPECTED, REMEDY)
        if line.strip():
            yield line.rstrip("\r\n")


def separator_of(line: str) -> str:
    """Return what stands between the columns of a line most often; a comma where nothing does."""
    return max(SEPARATORS, key=line.count)


def cells_of(line: str, separator: str) -> list[str]:
    """Split a line into its cells, without quotes and spaces around them."""
    # Python's own limit of a cell is below that of a line, so no cell is too long for it.
    if '"' not in line:
        return [cell.strip() for cell in line.split(separator)]
    try:
        rows = list(csv.reader([line], delimiter=separator))
    except csv.Error:
        rows = []
    return [cell.strip() for cell in rows[0]] if rows else [line.strip()]


def is_number(text: str) -> bool:
    """Return whether a cell is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
