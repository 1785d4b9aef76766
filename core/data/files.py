"""The files of a data set: where they lie, whether they are whole, how they get there."""

from __future__ import annotations

import os
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError

from core.data.dataset import DataFile, DatasetSpec
from core.data.fetch import fetch, md5_of
from core.errors import DataFileError, DataMissingError, DownloadError


def data_folder(folder: Path | str | None = None) -> Path:
    """Return the data folder: the one given, that of ``DIGIT_LAB_DATA``, or ``data``."""
    return Path(folder or os.environ.get("DIGIT_LAB_DATA") or "data").expanduser()


def find_file(spec: DatasetSpec, name: str, folder: Path | str | None = None) -> Path | None:
    """Find a file of a data set, unpacked or as it is downloaded; None where it is not there."""
    where = data_folder(folder) / spec.folder
    unpacked = name.removesuffix(".gz")
    return next((p for p in (where / unpacked, where / f"{unpacked}.gz") if p.is_file()), None)


def has_files(spec: DatasetSpec, folder: Path | str | None = None) -> bool:
    """Return whether all files of a data set are on this machine, packed or unpacked."""
    return all(find_file(spec, file.name, folder) for file in spec.files)


def checked_file(spec: DatasetSpec, name: str, folder: Path | str | None = None) -> Path:
    """Find a file and check that it is whole; it is gzipped when its name ends in ``.gz``.

    Raises
    ------
    DataMissingError
        If it is not there.
    DataFileError
        If it lies there as at its mirrors, and is not the official file.
    """
    where = data_folder(folder) / spec.folder
    path = find_file(spec, name, folder)
    if path is None:
        raise DataMissingError(
            f"{where / name} is not on this machine. Download {spec.title} on the Data page, or "
            f"set the environment variable DIGIT_LAB_DATA to a folder that contains {spec.folder}."
        )
    checksum = next((file.md5 for file in spec.files if file.name == path.name), None)
    if checksum is not None and md5_of(path) != checksum:
        raise DataFileError(path, "its MD5 checksum differs", checksum)
    return path


def download_files(
    spec: DatasetSpec,
    folder: Path | str | None = None,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Download the files that are missing, and check them.

    A file is downloaded into a folder of its own and moved when its checksum is right, so an
    interrupted download never looks like a finished one.

    Parameters
    ----------
    cancelled : callable
        Asked again and again; True ends the download. Whole files stay.

    Raises
    ------
    DownloadCancelledError
        If `cancelled` said so.
    DownloadError
        If no mirror delivers a whole file, or it cannot be written.
    """
    where = data_folder(folder) / spec.folder
    partial = where / "partial"
    for file in spec.files:
        if not find_file(spec, file.name, folder):
            _download(spec, file, where, partial, cancelled)
    if partial.is_dir() and not any(partial.iterdir()):
        partial.rmdir()


def _download(
    spec: DatasetSpec, file: DataFile, where: Path, partial: Path, cancelled: Callable[[], bool]
) -> None:
    reasons = []
    for mirror in spec.mirrors:
        try:
            fetch(mirror + file.name, partial, file.name, file.md5, cancelled)
            (partial / file.name).replace(where / file.name)
            return
        except (URLError, HTTPException, OSError, RuntimeError) as error:
            reasons.append(f"{mirror}: {error}")
    raise DownloadError(
        f"{file.name} could not be downloaded ({'; '.join(reasons)}). Check the network, or "
        f"copy the files of {spec.title} into {where}."
    )


def downloaded_bytes(spec: DatasetSpec, folder: Path | str | None = None) -> int:
    """Count the bytes of the packed files that are on the disk so far."""
    where = data_folder(folder) / spec.folder
    places = [place / file.name for file in spec.files for place in (where, where / "partial")]
    return sum(path.stat().st_size for path in places if path.is_file())
