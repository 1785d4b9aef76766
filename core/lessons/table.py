"""A table of a file in TOML, read strictly: every fault is named with its file and key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from core.errors import LessonError, quoted

MAX_BYTES, MAX_TEXT = 64_000, 1_200
Value = TypeVar("Value")


class Table:
    """A table of the file, of which every key is read once; what is left over is a fault."""

    def __init__(self, file: str, where: str, values: object) -> None:
        self.file, self.where = file, where
        if not isinstance(values, dict):
            raise LessonError(file, where, f"found {quoted(values)}", "a table")
        self.values = dict(values)

    def fault(self, key: str, found: str, expected: str) -> LessonError:
        """Name what is wrong with a key."""
        return LessonError(self.file, f"{self.where}{key}", found, expected)

    def take(self, key: str, kind: type[Value], expected: str, default: Value | None = None) -> Any:
        """Read a value of a kind; without a default it must be there."""
        if key not in self.values:
            if default is None:
                raise self.fault(key, "it is missing", expected)
            return default
        value = self.values.pop(key)
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not fits:
            raise self.fault(key, f"found {quoted(value)}", expected)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text."""
        found = self.take(key, str, f"a text of at most {MAX_TEXT} characters", default)
        if len(found) > MAX_TEXT or (not found.strip() and default is None):
            raise self.fault(
                key, f"a text of {len(found):,} characters", f"1 to {MAX_TEXT} characters"
            )
        return " ".join(found.split())

    def texts(self, key: str, least: int, default: list[str] | None = None) -> tuple[str, ...]:
        """Read several texts."""
        found = self.take(key, list, "a list of texts", default)
        if len(found) < least or not all(isinstance(one, str) and one.strip() for one in found):
            raise self.fault(key, f"found {quoted(found)}", f"a list of at least {least} texts")
        return tuple(" ".join(one.split()) for one in found)

    def tables(self, key: str, least: int, most: int = 20) -> list[Table]:
        """Read several tables."""
        found = self.take(key, list, f"{least} to {most} tables", [])
        if not least <= len(found) <= most:
            count = f"{len(found)} of them"
            raise self.fault(key, count, f"{least} to {most}")
        return [
            Table(self.file, f"{self.where}{key}[{place}].", one)
            for place, one in enumerate(found, 1)
        ]

    def end(self) -> None:
        """Refuse what was not read."""
        for key in self.values:
            raise self.fault(key, "it is nothing that a lesson has here", "no such key")


def table_of(path: Path) -> Table:
    """Read a file.

    Raises
    ------
    LessonError
        If it is too large, or no TOML.
    OSError
        If it cannot be read.
    """
    return Table(path.name, "", values_in(path.name, path.read_bytes()))


def values_in(file: str, content: bytes) -> dict[str, Any]:
    """Read what a file in TOML says, whatever that is; raises LessonError for anything else."""
    if len(content) > MAX_BYTES:
        found = f"it has {len(content):,} bytes"
        raise LessonError(file, "", found, f"at most {MAX_BYTES:,}")
    try:
        return tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise LessonError(file, "", f"it is no TOML ({error})", "a file in TOML") from error
