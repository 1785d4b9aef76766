"""The names of workspaces: whoever knows one has its runs.

A name is 32 hexadecimal digits: twenty drawn at random, and twelve that only the server which gave
the name could compute of them. So the server knows its own names again without having written
down a single one, and a robot that comes a million times leaves nothing on disk.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import threading
from contextlib import suppress
from pathlib import Path
from typing import TypeGuard

from core.whole_files import write_private

TOKEN = re.compile(r"[0-9a-f]{32}")
RANDOM_BYTES, SEAL_BYTES = 10, 6
KEY_BYTES = 32
# Beside the workspaces; no name of a workspace begins with a dot.
KEY, LAST = ".workspace_key", ".last_workspace"


def is_workspace(token: object) -> TypeGuard[str]:
    """Return whether something, for instance from an address, can be the name of a workspace."""
    return isinstance(token, str) and TOKEN.fullmatch(token) is not None


def new_workspace(key: bytes | None = None) -> str:
    """Draw the name of a workspace: a secret.

    Parameters
    ----------
    key : bytes, optional
        What seals it, so that whoever has the key knows the name again; a random one when not
        given.
    """
    drawn = secrets.token_bytes(RANDOM_BYTES)
    return (drawn + _seal(drawn, key or secrets.token_bytes(KEY_BYTES))).hex()


def _seal(drawn: bytes, key: bytes) -> bytes:
    return hmac.digest(key, drawn, "sha256")[:SEAL_BYTES]


class WorkspaceNames:
    """The names that a server gives, and knows again after a restart.

    Where nothing can be written they are known for as long as the process lives.

    Parameters
    ----------
    folder : Path
        Where the runs are. The key that seals names is kept there, readable by its owner only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found_key: bytes | None = None
        self._lock = threading.Lock()

    def new(self) -> str:
        """Give a new name; nothing is written for it."""
        return new_workspace(self._key)

    def is_ours(self, name: object) -> TypeGuard[str]:
        """Return whether this server gave a name, or has a folder of it.

        Names from before they were sealed have one as soon as there is a run.
        """
        if not is_workspace(name):
            return False
        token = bytes.fromhex(name)
        drawn, seal = token[:RANDOM_BYTES], token[RANDOM_BYTES:]
        return hmac.compare_digest(seal, _seal(drawn, self._key)) or self._has_folder(name)

    def secret_for(self, purpose: str) -> bytes:
        """Return a secret of this server for one purpose; it tells nothing of that of another."""
        return hmac.digest(self._key, purpose.encode(), "sha256")

    def last(self) -> str | None:
        """Return the name that was last noted; None where there is none of this server's."""
        try:
            name = (self._folder / LAST).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return name if self.is_ours(name) else None

    def note_last(self, name: str) -> None:
        """Note a name, for :meth:`last`; where nothing can be written, nothing is noted."""
        with suppress(OSError):
            write_private(self._folder / LAST, name.encode())

    def _has_folder(self, name: str) -> bool:
        try:
            return (self._folder / name).is_dir()
        except OSError:
            return False

    @property
    def _key(self) -> bytes:
        with self._lock:
            if self._found_key is None:
                self._found_key = _kept_key(self._folder / KEY)
            return self._found_key


def _kept_key(path: Path) -> bytes:
    """Read the key, or make one; where it can be neither, it is gone with the process."""
    drawn = secrets.token_bytes(KEY_BYTES)
    with suppress(OSError):
        if (found := _read_key(path)) is not None:
            return found
        path.parent.mkdir(parents=True, exist_ok=True)
        # Another server on the same folder may be faster; then its key is everybody's.
        mine = path.with_name(f"{KEY}.{secrets.token_hex(4)}")
        try:
            write_private(mine, drawn)
            _put_there(mine, path)
        finally:
            mine.unlink(missing_ok=True)
        return _read_key(path) or drawn
    return drawn


def _put_there(mine: Path, path: Path) -> None:
    try:
        os.link(mine, path)
    except FileExistsError:
        if _read_key(path) is None:  # Damaged: no name can be known by it.
            mine.replace(path)
    except OSError:  # A disk that knows no second names.
        mine.replace(path)


def _read_key(path: Path) -> bytes | None:
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return None
    return found if len(found) == KEY_BYTES else None
