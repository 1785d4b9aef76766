"""One run, one writer: a lock that the system opens when the process that holds it is gone."""

from __future__ import annotations

import json
import os
import socket
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import RunGoneError, StoreError
from core.whole_files import write_whole

LOCK, WHO = ".lock", ".writer.json"
# A save of another one takes some hundredths of a second.
PATIENCE_SECONDS = 1.0


class Writer:
    """The right to write one run's folder; as often taken as given back, by one user of it.

    Parameters
    ----------
    folder : Path
        The run's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A job is saved by its own thread, and by whoever stops it.
        self._lock = FileLock(folder / LOCK, thread_local=False)

    def claim(self) -> None:
        """Take the right, which nobody else has then, in this process or in another.

        Raises
        ------
        StoreError
            If somebody else has it; the message says where.
        OSError
            If the folder cannot be written.
        """
        if not self._folder.is_dir():
            raise RunGoneError("The folder of this run is gone; perhaps somebody deleted it.")
        try:
            self._lock.acquire(timeout=PATIENCE_SECONDS)
        except Timeout as error:
            raise StoreError(f"This run is being trained {self._where()}.") from error
        if self._lock.lock_counter == 1:
            about = {"host": socket.gethostname(), "process": os.getpid(), "since": _now()}
            try:
                write_whole(self._folder / WHO, json.dumps(about).encode())
            except OSError:
                self._lock.release()
                raise

    def release(self) -> None:
        """Give the right back."""
        self._lock.release()

    def __enter__(self) -> None:
        self.claim()

    def __exit__(self, *exception: object) -> None:
        self.release()

    def _where(self) -> str:
        try:
            about = json.loads((self._folder / WHO).read_bytes())
            since, process = str(about["since"])[:20], int(about["process"])
        except (OSError, ValueError, TypeError, LookupError):
            return "by another server that uses the same folder"
        if about.get("host") != socket.gethostname():
            return f"on another machine that uses the same folder, since {since}"
        if process != os.getpid():
            return f"by another server on this machine (process {process}), since {since}"
        return f"by this server in another place, since {since}"


def _now() -> str:
    return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
