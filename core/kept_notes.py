"""Notes as the content of a file: JSON with a format number, of a bounded size."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from core.errors import ConfigError, StoreError, quoted
from core.kept import Note

Thing = TypeVar("Thing")

# Counted up when the meaning of a kept value changes.
FORMAT, FORMAT_FIELD = 1, "format"
# Three thousand images of one's own take 3.2 MB, a thousand openings of the test images 1 MB.
MAX_KEPT_BYTES = 4_000_000


def note_bytes(note: Note, title: str) -> bytes:
    """Write a note as a file's content; raises StoreError if it is too large to be read again."""
    content = json.dumps({FORMAT_FIELD: FORMAT} | note).encode()
    if len(content) > MAX_KEPT_BYTES:
        raise StoreError(f"{_sentence(title)} take more than {MAX_KEPT_BYTES:,} bytes.")
    return content


def note_from(content: bytes, read: Callable[[Note], Thing]) -> Thing:
    """Read what is written as a note from a file's content, as `read` does it.

    Raises
    ------
    StoreError
        If it is not one, or too large, or a later version wrote it.
    """
    if len(content) > MAX_KEPT_BYTES:
        raise StoreError(f"It has more than {MAX_KEPT_BYTES:,} bytes.")
    try:
        note = json.loads(content)
        if not isinstance(note, dict):
            raise TypeError("it is not as it was written")
        number = note.pop(FORMAT_FIELD)
        if number != FORMAT:
            raise StoreError(f"Its format is {quoted(number)}; this Digit Lab reads {FORMAT}.")
        return read(note)
    except KeyError as error:
        raise StoreError(f"It is damaged (it has no {error}).") from error
    except RecursionError as error:
        raise StoreError("It is damaged (there are too many lists in lists).") from error
    except (TypeError, ValueError, AttributeError, ArithmeticError, ConfigError) as error:
        raise StoreError(f"It is damaged ({error}).") from error


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
