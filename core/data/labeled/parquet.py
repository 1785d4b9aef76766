"""Parquet files as Hugging Face writes sets of images: a column image with files, and label."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from core.data.labeled.classes import labels_of, texts_of
from core.data.labeled.files import (
    Files,
    check_one_set,
    shown,
    too_large,
    too_many_images,
    training_first,
)
from core.data.labeled.labeled_images import Found
from core.data.labeled.parquet_pages import unpacked_sizes
from core.data.labeled.pictures import read_pictures
from core.limits import most, most_bytes

MAGIC = b"PAR1"
# Few, because one file that occurs in each row may be stored once and unpacked for each.
ROWS_AT_ONCE = 16
MAX_PAGE_FRACTION = 1 / 4
# What a page counts beside its content: there may be very many empty ones.
PAGE_BYTES = 1_000
IMAGE, LABEL, BYTES = "image", "label", "bytes"
EXPECTED = "a column image with picture files, and a column label, as Hugging Face writes them"
REMEDY = "Save the set with the package datasets, or as one folder for each class."


def is_parquet(files: Files) -> bool:
    """Return whether there are Parquet files."""
    return any(files.start(name).startswith(MAGIC) for name in files.others)


def read_parquet(files: Files) -> Found:
    """Read all Parquet files that are there, training images first.

    Raises
    ------
    LabeledImagesError
        If a file is damaged, has other columns, or more than a tenth of its images are damaged.
    """
    names = [name for name in files.others if files.start(name).startswith(MAGIC)]
    check_one_set(files, names)
    images: list[np.ndarray] = []
    labels: list[str] = []
    notes: list[str] = []
    meanings: dict[int, str] | None = None
    for name in sorted(names, key=training_first):
        rows, found = _rows(files, name)
        meanings = meanings or found
        more, their_labels, damaged = read_pictures(
            [(f"row {at}", partial(bytes, content), label) for at, content, label in rows],
            len(rows),
            files,
        )
        images += more
        labels += their_labels
        notes += damaged
    are_numbers = all(label.lstrip("-").isdecimal() for label in labels)
    values = np.array(labels, np.float64) if are_numbers else texts_of(labels, files)
    return Found(images, labels_of(values, files), meanings if are_numbers else None, notes)


def _rows(files: Files, name: str) -> tuple[list[tuple[int, bytes, str]], dict[int, str] | None]:
    """Read the rows of a file: number, picture file and label; and what labels mean."""
    # Streamlit brings it; a notebook without Streamlit may be without it.
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise files.refusal(
            f"{shown(name)} is a Parquet file, which only the package pyarrow can read",
            "the package pyarrow",
            "Install it with pip, or choose another format.",
        ) from error

    content = files.read(name)
    try:
        file = parquet.ParquetFile(pa.BufferReader(content))
        _check_size(files, content, file.metadata)
        schema = file.schema_arrow
        if not {IMAGE, LABEL} <= set(schema.names):
            held = ", ".join(schema.names[:8])
            raise files.refusal(f"{shown(name)} has the columns {held}", EXPECTED, REMEDY)
        is_file = pa.types.is_struct(schema.field(IMAGE).type)
        column = f"{IMAGE}.{BYTES}" if is_file else IMAGE
        batches = file.iter_batches(ROWS_AT_ONCE, columns=[column, LABEL], use_threads=False)
        rows = []
        for batch in batches:
            files.take(batch.nbytes)
            rows += list(_pairs(batch.column(0).to_pylist(), batch.column(1).to_pylist()))
        meanings = _meanings(schema.metadata or {})
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise files.refusal(f"{shown(name)} is damaged ({error})", EXPECTED, REMEDY) from error
    return [(at, picture, label) for at, (picture, label) in enumerate(rows)], meanings


def _check_size(files: Files, content: bytes, metadata: Any) -> None:
    """Check, before anything is unpacked, how much a file and its pages say they have."""
    if metadata.num_rows > most("set_images"):
        raise too_many_images(files.name, metadata.num_rows)
    total, limit = 0, most_bytes("set_megabytes")
    groups = (metadata.row_group(at) for at in range(metadata.num_row_groups))
    for column in (group.column(at) for group in groups for at in range(group.num_columns)):
        start, dictionary = column.data_page_offset, column.dictionary_page_offset
        if dictionary is not None and 0 < dictionary < start:
            start = dictionary
        for size in unpacked_sizes(content, start, start + column.total_compressed_size):
            total += size + PAGE_BYTES
            # A page is in memory several times while it is read.
            if total > limit or size > MAX_PAGE_FRACTION * limit:
                raise too_large(files.name)


def _pairs(pictures: list, labels: list) -> Iterator[tuple[bytes, str]]:
    for picture, label in zip(pictures, labels, strict=True):
        content = picture.get(BYTES) if isinstance(picture, dict) else picture
        # An empty one is a damaged picture.
        yield content if isinstance(content, bytes) else b"", str(label)


def _meanings(metadata: dict[bytes, bytes]) -> dict[int, str] | None:
    """Read the names of classes, which Hugging Face notes as JSON."""
    try:
        note = json.loads(metadata.get(b"huggingface", b"{}"))
        names = note["info"]["features"][LABEL]["names"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    return dict(enumerate(names))
