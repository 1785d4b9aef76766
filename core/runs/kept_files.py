"""The files in which a workspace keeps what its visitor made beside the runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.errors import ConfigError, StoreError, quoted
from core.kept import Kept, Note
from core.whole_files import write_whole

State = TypeVar("State", bound=Kept)
Thing = TypeVar("Thing")

FOLDER, DAMAGED = "kept", ".damaged"
# Counted up when the meaning of a kept value changes.
FORMAT, FORMAT_FIELD = 1, "format"
# Three thousand images of one's own take 3.2 MB, a thousand openings of the test images 1 MB.
MAX_KEPT_BYTES = 4_000_000


def kept_file(home: Path, kind: type[Kept]) -> Path:
    """Return where a workspace keeps a state of some kind."""
    return home / FOLDER / f"{kind.kept_as}.json"


def kept_bytes(state: Kept) -> bytes:
    """Write a state as a file's content; raises StoreError if it is too large to be read again."""
    return note_bytes(state.to_note(), state.title)


def note_bytes(note: Note, title: str) -> bytes:
    """Write a note as a file's content; raises StoreError if it is too large to be read again."""
    content = json.dumps({FORMAT_FIELD: FORMAT} | note).encode()
    if len(content) > MAX_KEPT_BYTES:
        raise StoreError(f"{_sentence(title)} take more than {MAX_KEPT_BYTES:,} bytes.")
    return content


def kept_from(kind: type[State], content: bytes) -> State:
    """Read a state from a file's content.

    Raises
    ------
    StoreError
        If it is not one, or too large, or a later version wrote it.
    """
    return note_from(content, kind.from_note)


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


def save_kept(home: Path, state: Kept) -> None:
    """Write a state into a workspace, which is made if it is missing.

    Raises
    ------
    OSError
        If it cannot be written; what was there before then stays.
    StoreError
        If it is too large.
    """
    content = kept_bytes(state)
    path = kept_file(home, type(state))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)


def load_kept(home: Path, kind: type[State]) -> State | None:
    """Read a state from a workspace; None where there is none.

    Raises
    ------
    StoreError
        If there is one that cannot be read.
    """
    try:
        with kept_file(home, kind).open("rb") as file:
            content = file.read(MAX_KEPT_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"It cannot be read ({error.strerror}).") from error
    return kept_from(kind, content)


def put_aside(home: Path, kind: type[Kept]) -> str:
    """Give a file that cannot be read another name, and return it; nothing is overwritten.

    Raises
    ------
    OSError
        If it cannot be renamed.
    """
    path = kept_file(home, kind)
    number = 1
    while (aside := path.with_name(f"{path.name}{DAMAGED}-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside.name


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
