"""The files in which a workspace keeps what its visitor made beside the runs."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from core.errors import StoreError
from core.kept import Kept
from core.kept_notes import MAX_KEPT_BYTES as MAX_KEPT_BYTES
from core.kept_notes import note_bytes, note_from
from core.whole_files import write_whole

State = TypeVar("State", bound=Kept)

FOLDER, DAMAGED = "kept", ".damaged"


def kept_file(home: Path, kind: type[Kept]) -> Path:
    """Return where a workspace keeps a state of some kind."""
    return home / FOLDER / f"{kind.kept_as}.json"


def kept_bytes(state: Kept) -> bytes:
    """Write a state as a file's content; raises StoreError if it is too large to be read again."""
    return note_bytes(state.to_note(), state.title)


def kept_from(kind: type[State], content: bytes) -> State:
    """Read a state from a file's content.

    Raises
    ------
    StoreError
        If it is not one, or too large, or a later version wrote it.
    """
    return note_from(content, kind.from_note)


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
