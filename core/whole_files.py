"""Files that are never seen half written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, or replace it, in one moment, so that it is never seen half written.

    Raises
    ------
    OSError
        If it cannot be written; what was there before then stays.
    """
    _write(path, content, mode=0o666)


def write_private(path: Path, content: bytes) -> None:
    """Write a file whole, as :func:`write_whole` does, that only its owner may read.

    Raises
    ------
    OSError
        If it cannot be written; what was there before then stays.
    """
    _write(path, content, mode=0o600)


def _write(path: Path, content: bytes, *, mode: int) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(unfinished, flags, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):  # A full disk needs the room.
            unfinished.unlink()
        raise
