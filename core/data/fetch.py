"""One file from the network, in pieces, so that a download can be cancelled."""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Callable
from pathlib import Path

from core.errors import DownloadCancelledError

PIECE_BYTES = 65_536
SILENCE_SECONDS = 20.0


def md5_of(path: Path) -> str:
    """Compute a file's MD5 in hexadecimal. It shows damage, not malice."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def fetch(url: str, folder: Path, name: str, md5: str, cancelled: Callable[[], bool]) -> None:
    """Download a file into a folder, made when missing, and check that it is whole.

    Parameters
    ----------
    md5 : str
        Its checksum in hexadecimal.
    cancelled : callable
        Asked before each piece; True ends the download.

    Raises
    ------
    DownloadCancelledError
        If `cancelled` said so. The pieces so far are removed.
    OSError
        If the network or the disk fails, or nothing comes for 20 seconds.
    RuntimeError
        If another file came than was promised.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    with urllib.request.urlopen(url, timeout=SILENCE_SECONDS) as answer, target.open("wb") as file:
        while not cancelled() and (piece := answer.read(PIECE_BYTES)):
            file.write(piece)
    if cancelled():
        target.unlink()
        raise DownloadCancelledError("The download was cancelled.")
    if md5_of(target) != md5:
        raise RuntimeError("the file that came is damaged or not the one that was promised")
