"""Pictures beside a table that says which label each of them has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from core.data.labeled.classes import texts_of
from core.data.labeled.csv_lines import LABEL_NAMES, cells_of, is_table, lines_of, separator_of
from core.data.labeled.files import DamagedFileError, Files, shown, training_first
from core.data.labeled.labeled_images import Found
from core.data.labeled.pictures import is_picture, read_pictures
from core.limits import most

NAME_NAMES = ("file", "filename", "file_name", "image", "image_name", "path", "filepath", "id")
LOOKED_AT = 20
MAX_NAME, MAX_FOLDERS = 1_000, 8
EXPECTED = "a table with a column of file names and a column label"
REMEDY = "Save it as CSV with the header file,label, beside the pictures that it names."


@dataclass(frozen=True, slots=True)
class _Table:
    """A table whose lines name pictures."""

    name: str
    rows: list[tuple[str, str]]


class _Pictures:
    """Pictures by all that a table may call them: with more or fewer folders, without ending."""

    def __init__(self, files: Files) -> None:
        self.names = [name for name in files.sizes if is_picture(files, name)]
        self._by_end: dict[str, str | None] = {}
        for name in self.names:
            for end in {end for text in (name, name.rpartition(".")[0]) for end in _ends(text)}:
                if not end:
                    continue
                # Two with the same end: nobody knows which is meant, unless it is the whole name.
                self._by_end[end] = None if end in self._by_end else name
        self._by_end.update((name, name) for name in self.names)

    def find(self, text: str) -> str | None:
        """Find the picture that a cell of a table means."""
        plain = text.replace("\\", "/").removeprefix("./")
        ends = _ends(plain) if len(plain) <= MAX_NAME else ()
        return next((found for end in ends if (found := self._by_end.get(end))), None)


def _ends(name: str) -> Iterator[str]:
    """Leave out one folder after the other: "a/b/c", "b/c", "c"; of very many the last ones."""
    yield name
    parts = name.rsplit("/", MAX_FOLDERS)[1:]
    yield from ("/".join(parts[start:]) for start in range(len(parts)))


def is_csv_of_names(files: Files) -> bool:
    """Return whether a table names pictures that lie beside it."""
    tables = [name for name in files.others if is_table(files, name)]
    pictures = _Pictures(files) if tables else None
    if pictures is None or not pictures.names:
        return False
    return any(_table(files, name, pictures, LOOKED_AT) for name in tables)


def _table(files: Files, name: str, pictures: _Pictures, at_most: int) -> _Table | None:
    """Read a table; None if the first lines name no picture."""
    lines = lines_of(files.read(name), name, files)
    first = next(lines, "")
    separator = separator_of(first)
    rows = [cells_of(first, separator)]
    # A line may have very many cells; those of a table of names come first.
    rows += (cells_of(line, separator)[:LOOKED_AT] for line in islice(lines, at_most))
    header = [cell.lower() for cell in rows[0]]
    if not 2 <= len(header) <= LOOKED_AT:
        return None
    labels_at = next((at for at, cell in enumerate(header) if cell in LABEL_NAMES), None)

    def hits(at: int) -> int:
        return sum(at < len(row) and bool(pictures.find(row[at])) for row in rows[:LOOKED_AT])

    # A label 3 and a picture 3.png may be by chance.
    columns = [at for at in range(len(header)) if at != labels_at]
    names_at = max(columns, key=lambda at: (hits(at), header[at] in NAME_NAMES))
    if not hits(names_at):
        return None
    has_header = labels_at is not None or not pictures.find(rows[0][names_at])
    if labels_at is None:
        if len(header) > 2:
            raise files.refusal(f"{shown(name)} has no column label", EXPECTED, REMEDY)
        labels_at = 1 - names_at
    whole = [row for row in rows[has_header:] if len(row) > max(names_at, labels_at)]
    return _Table(name, [(row[names_at], row[labels_at]) for row in whole])


def read_csv_of_names(files: Files) -> Found:
    """Read the pictures that tables name, training images first.

    A name is looked up among the files that are there and opens nothing else.

    Raises
    ------
    LabeledImagesError
        If a table has no labels, or more than a tenth of its pictures cannot be read.
    """
    pictures = _Pictures(files)
    names = sorted((name for name in files.others if is_table(files, name)), key=training_first)
    tables = [_table(files, name, pictures, most("set_images") + 1) for name in names]
    rows = [
        (name, pictures.find(name), label)
        for table in tables
        if table
        for name, label in table.rows
    ]
    wanted = [(name, partial(_content, files, found, name), label) for name, found, label in rows]
    images, labels, notes = read_pictures(wanted, len(wanted), files)
    unused = len(set(pictures.names) - {found for _, found, _ in rows})
    if unused:
        notes.append(f"Pictures without a label in the table were left out: {unused:,}.")
    return Found(images, texts_of(labels, files), None, notes)


def _content(files: Files, picture: str | None, name: str) -> bytes:
    if picture is None:
        raise DamagedFileError(name, "it is not there", "a picture", REMEDY)
    return files.read(picture)
