"""One file from the network, in pieces, so that a download can be cancelled."""

from __future__ import annotations

import hashlib
import ssl
import urllib.request
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError

import certifi

from core.errors import DownloadCancelledError

PIECE_BYTES = 65_536
SILENCE_SECONDS = 20.0


def md5_of(path: Path) -> str:
    """Compute a file's MD5 in hexadecimal. It shows damage, not malice."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


@cache
def trusted() -> ssl.SSLContext:
    """Return whom to trust: this system's certificates, and certifi's where those are missing.

    Python from python.org on a Mac, and small containers, have none of their own.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def fetch(url: str, folder: Path, name: str, md5: str, cancelled: Callable[[], bool]) -> None:
    """Download a file into a folder, made when missing, and check that it is whole.

    Where a part of it lies there already, only the rest is asked for.

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
        If the network or the disk fails, or nothing comes for 20 seconds. The pieces so far stay.
    RuntimeError
        If another file came than was promised.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    begun = target.stat().st_size if target.exists() else 0
    if begun:
        try:
            _append(url, target, begun, cancelled)
        except HTTPError as error:
            if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise
        if not cancelled() and md5_of(target) == md5:
            return
        # What lay there was no part of this file.
        target.unlink()
    if not cancelled():
        _append(url, target, 0, cancelled)
    if cancelled():
        target.unlink(missing_ok=True)
        raise DownloadCancelledError("The download was cancelled.")
    if md5_of(target) != md5:
        target.unlink()
        raise RuntimeError("the file that came is damaged or not the one that was promised")


def _append(url: str, target: Path, begun: int, cancelled: Callable[[], bool]) -> None:
    """Write what comes behind the bytes that are there, or anew where it comes from the start."""
    request = urllib.request.Request(url, headers={"Range": f"bytes={begun}-"} if begun else {})
    with urllib.request.urlopen(request, timeout=SILENCE_SECONDS, context=trusted()) as answer:
        goes_on = answer.status == HTTPStatus.PARTIAL_CONTENT
        with target.open("ab" if goes_on else "wb") as file:
            while not cancelled() and (piece := answer.read(PIECE_BYTES)):
                file.write(piece)
        # Python reads the end of a connection as the end of the file.
        if not cancelled() and answer.length:
            raise ConnectionError(f"the connection ended {answer.length:,} bytes early")
