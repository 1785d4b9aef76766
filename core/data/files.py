"""The files of a data set: where they lie, whether they are whole, how they get there."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError

from core.data.dataset import DataFile, DatasetSpec
from core.data.fetch import fetch, md5_of
from core.data.idx import read_bytes
from core.data.lookalikes import difference, what_it_is
from core.data.members import read_member
from core.environment import folder_from
from core.errors import DataFileError, DataMissingError, DownloadError

PARTIAL = "partial"


def data_folder(folder: Path | str | None = None) -> Path:
    """Return the data folder: the one given, that of ``DIGIT_LAB_DATA``, or the project's ``data``.

    Raises
    ------
    VariableError
        If ``DIGIT_LAB_DATA`` is set to nothing.
    """
    return Path(folder).expanduser() if folder else folder_from("DIGIT_LAB_DATA", "data")


def file_folder(spec: DatasetSpec, folder: Path | str | None = None) -> Path:
    """Return where the files of a data set are downloaded to, and looked for first."""
    return data_folder(folder) / spec.folder


def find_file(spec: DatasetSpec, name: str, folder: Path | str | None = None) -> Path | None:
    """Find a file of a data set under any of its usual names; None where it is not there."""
    return next(_places(spec, spec.file_named(name), folder), None)


def _places(spec: DatasetSpec, file: DataFile, folder: Path | str | None) -> Iterator[Path]:
    """Find all files that may be the one, in the order in which they are to be tried."""
    for place in (spec.folder, *spec.other_folders):
        where = data_folder(folder) / place
        if where.is_dir():
            yield from (path for name in file.names if (path := where / name).is_file())


def missing_files(spec: DatasetSpec, folder: Path | str | None = None) -> list[DataFile]:
    """List the files of a data set that are not on this machine under any usual name.

    Of an archive, what is read from it may be there instead.
    """
    if spec.members and all(find_file(spec, file.name, folder) for file in spec.members):
        return []
    return [file for file in spec.files if find_file(spec, file.name, folder) is None]


def has_files(spec: DatasetSpec, folder: Path | str | None = None) -> bool:
    """Return whether all files of a data set are on this machine, packed or unpacked."""
    return not missing_files(spec, folder)


def checked_content(
    spec: DatasetSpec, name: str, folder: Path | str | None = None
) -> tuple[Path, bytes]:
    """Read a file and check that it is the data set's own, however it was packed.

    Returns
    -------
    (Path, bytes)
        Where it lies, and what is in it, unpacked. Where several may be meant, as the pieces of
        an archive that was unpacked by halves, the first good one.

    Raises
    ------
    DataMissingError
        If it is not there.
    DataFileError
        If it is something else; the message says what, where that can be known.
    """
    file = spec.file_named(name)
    wrong: DataFileError | None = None
    for path in _places(spec, file, folder):
        try:
            return path, _content_of(spec, file, path)
        except DataFileError as error:
            wrong = wrong or error
    if file in spec.members and (archive := find_file(spec, spec.files[0].name, folder)):
        return archive, _content_of_member(spec, file, archive)
    if wrong is not None:
        raise wrong
    raise DataMissingError(_what_is_missing(spec, folder))


def _content_of(spec: DatasetSpec, file: DataFile, path: Path) -> bytes:
    if not file.content_md5 and file.md5 and path.name == file.name and md5_of(path) != file.md5:
        raise DataFileError(path, "its MD5 checksum differs", file.md5)
    if not file.shape:
        return read_bytes(path)
    expected = f"{file.name.removesuffix('.gz')} of {spec.title}"
    try:
        # One byte more than expected shows that there is more.
        content = read_bytes(path, limit=file.content_bytes + 1)
    except DataFileError as error:
        raise DataFileError(path, error.found, expected) from error
    if not file.content_md5:
        # Of what is unpacked no checksum is known, but its shape is, and what it is taken for.
        if found := difference(spec, file, content):
            raise DataFileError(path, found, expected)
        return content
    if hashlib.md5(content).hexdigest() != file.content_md5:
        raise DataFileError(path, what_it_is(spec, file, content), expected)
    return content


def _content_of_member(spec: DatasetSpec, file: DataFile, archive: Path) -> bytes:
    content = read_member(archive, file.name, limit=file.content_bytes + 1)
    if found := difference(spec, file, content):
        raise DataFileError(archive, f"of its {file.name}, {found}", f"{file.name} of {spec.title}")
    return content


def _what_is_missing(spec: DatasetSpec, folder: Path | str | None) -> str:
    missing = [file.name for file in missing_files(spec, folder)]
    which = "None" if len(missing) == len(spec.files) else f"Not all ({', '.join(missing)} missing)"
    files = f"of the {len(spec.files)} files of {spec.title} are in"
    if len(spec.files) == 1:
        which, files = spec.files[0].name, f"of {spec.title} is not in"
    return (
        f"{which} {files} "
        f"{file_folder(spec, folder)}. Download {spec.title} on the Data page, or set the "
        f"environment variable DIGIT_LAB_DATA to a folder that contains {spec.folder}."
    )


def download_files(
    spec: DatasetSpec,
    folder: Path | str | None = None,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Download the files that are missing, and check them.

    A file is downloaded into a folder of its own and moved when its checksum is right, so an
    interrupted download never looks like a finished one; the next one goes on where it ended.
    Two processes that download at once do not disturb each other.

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
    where = file_folder(spec, folder)
    for file in missing_files(spec, folder):
        if not find_file(spec, file.name, folder):
            _download(spec, file, where, cancelled)


def _download(
    spec: DatasetSpec, file: DataFile, where: Path, cancelled: Callable[[], bool]
) -> None:
    reasons = []
    # Of this process and thread alone. Whoever comes first takes over what a broken one left.
    left, own = where / PARTIAL, where / PARTIAL / f"{os.getpid()}-{threading.get_ident()}"
    try:
        own.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            (left / file.name).replace(own / file.name)
        for mirror in spec.mirrors:
            try:
                fetch(mirror + file.name, own, file.name, file.md5, cancelled)
                (own / file.name).replace(where / file.name)
                return
            except (URLError, HTTPException, OSError, RuntimeError) as error:
                reasons.append(f"{mirror}: {error}")
        with suppress(FileNotFoundError):
            (own / file.name).replace(left / file.name)
    except OSError as error:
        reasons.append(f"{left}: {error.strerror}")
    finally:
        _tidy_up(own, left)
    raise DownloadError(
        f"{file.name} could not be downloaded ({'; '.join(reasons)}). Check the network, or "
        f"copy the {'file' if len(spec.files) == 1 else 'files'} of {spec.title} into {where}."
    )


def _tidy_up(*folders: Path) -> None:
    for folder in folders:
        with suppress(OSError):  # Not empty, or never made.
            folder.rmdir()


def downloaded_bytes(spec: DatasetSpec, folder: Path | str | None = None) -> int:
    """Count the bytes of the packed files that are on the disk so far."""
    where = file_folder(spec, folder)
    total = 0
    for file in spec.files:
        whole = where / file.name
        for path in [whole, *(where / PARTIAL).rglob(file.name)]:
            with suppress(OSError):  # It was moved meanwhile.
                total += path.stat().st_size
    return total
