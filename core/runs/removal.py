"""Removing a workspace with everything in it, for good."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from core.errors import StoreError

# No name of a workspace: whoever looks for one does not find it any more.
REMOVED = ".removed-"


def remove_workspace(home: Path) -> None:
    """Remove a workspace's folder: in one moment nobody finds it, and then its files go.

    What a crash left of an earlier removal goes too. A workspace that is not there is removed.

    Raises
    ------
    StoreError
        If it cannot be removed; then all of it is still there, or said to be left over.
    """
    moved = home.with_name(f"{REMOVED}{secrets.token_hex(8)}")
    try:
        home.rename(moved)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"The workspace cannot be deleted ({error.strerror}).") from error
    for left in home.parent.glob(f"{REMOVED}*"):
        shutil.rmtree(left, ignore_errors=True)
    if moved.exists():
        raise StoreError(
            "The workspace is deleted, but some of its files could not be removed from this "
            "server's disk. The next deletion tries again."
        )
