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
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()  # Half a file would take what room there is on a full disk.
        raise
