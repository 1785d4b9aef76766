"""Events as rows of a CSV file."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from core.whole_files import write_whole


class EventTable:
    """One event a row, only ever appended. One writer at a time.

    Parameters
    ----------
    path : Path
        A file, which may not exist yet.
    kind : type
        The events' dataclass: its fields, whole numbers or floats, are the columns.
    """

    def __init__(self, path: Path, kind: type) -> None:
        self.path = path
        self.kind = kind
        self._rows = 0

    def replace(self, events: Sequence[Any]) -> None:
        """Write a table of these events alone; raises OSError if it cannot be written."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(field.name for field in fields(self.kind))
        writer.writerows(map(astuple, events))
        write_whole(self.path, text.getvalue().encode())
        self._rows = len(events)

    def append(self, events: Sequence[Any]) -> None:
        """Write those of a run's events that are not in the table yet.

        Raises
        ------
        OSError
            If they cannot be written.
        """
        new = events[self._rows :]
        if new:
            with self.path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(map(astuple, new))
                file.flush()
                os.fsync(file.fileno())
        self._rows = len(events)

    def read(self, count: int) -> list[Any]:
        """Read the first rows back as events.

        Raises
        ------
        OSError, ValueError, TypeError, csv.Error
            If the file cannot be read, is damaged, or has fewer rows.
        """
        types = [int if field.type == "int" else float for field in fields(self.kind)]
        with self.path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)  # The names of the columns.
            events = [
                self.kind(*(read(text) for read, text in zip(types, row, strict=True)))
                for _, row in zip(range(count), rows, strict=False)
            ]
        if len(events) < count:
            raise ValueError(f"it has {len(events)} rows; expected {count}")
        return events
