"""How much room files take."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def bytes_on_disk(path: Path) -> int:
    """Count the bytes of a file or of all files in a folder; links are not followed."""
    total = 0
    with suppress(OSError):
        if not path.is_dir():
            return path.lstat().st_size  # What goes meanwhile takes none.
        with os.scandir(path) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        total += bytes_on_disk(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
    return total
