"""Opening the file of a workspace that anybody may have made: what is too much is never inflated.

Everything is decided by what the archive says of itself before the first entry is read, and no
entry is read beyond what it said.
"""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from core.errors import WorkspaceFileError, quoted
from core.runs.archive.layout import FORMAT, LABEL
from core.runs.formats import FORMAT_FIELD

MEGABYTE = 10**6
# What may come out of a file, which a visitor's computer sends with at most 21 MB. The table of
# the longest run that may be made here, of 300,000 steps, takes 30 MB.
MAX_ENTRIES, MAX_ENTRY_BYTES, MAX_BYTES = 5_000, 32 * MEGABYTE, 200 * MEGABYTE
MAX_LABEL_BYTES = 1_000
# The end of an archive without a comment: signature, ..., bytes of the list of entries, ..., 0.
END = struct.Struct("<4s4H2LH")
END_SIGNATURE, LONG_END_SIGNATURE = b"PK\x05\x06", b"PK\x06\x07"
LONG_END_BYTES = 20
# An entry takes 46 bytes in the list, and its name, which is shorter than that.
MAX_LIST_BYTES = MAX_ENTRIES * 100
ENCRYPTED = 0x1

NO_WORKSPACE = "This is no workspace that was exported from Digit Lab"


@contextmanager
def readable() -> Iterator[None]:
    """Turn everything that a damaged archive may raise into a sentence."""
    try:
        yield
    except (
        *(BadZipFile, NotImplementedError, EOFError, zlib.error, struct.error),
        *(ValueError, OverflowError, RuntimeError, KeyError, RecursionError, TypeError),
    ) as error:
        raise WorkspaceFileError(f"The file is damaged or incomplete ({error}).") from error


def open_archive(content: bytes) -> tuple[ZipFile, dict[str, ZipInfo]]:
    """Open an archive and list its files by name, if it is one that may be read.

    Raises
    ------
    WorkspaceFileError
        If it is no workspace, is damaged, or too much would come out of it.
    """
    _check_end(content)
    with readable():
        archive = ZipFile(io.BytesIO(content))
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check(entries)
    found = {entry.filename: entry for entry in entries}
    if len(found) < len(entries):
        raise WorkspaceFileError("The file is damaged: it has entries of the same name.")
    _check_label(archive, found)
    return archive, found


def _check_end(content: bytes) -> None:
    """Check how long the list of entries is, before Python reads all of it."""
    end = content[-END.size :]
    if len(end) < END.size or end[:4] != END_SIGNATURE:
        raise WorkspaceFileError(f"{NO_WORKSPACE}, or its end is missing.")
    *_, list_bytes, _, comment_bytes = END.unpack(end)
    is_long = content[-END.size - LONG_END_BYTES :].startswith(LONG_END_SIGNATURE)
    if comment_bytes or is_long:
        raise WorkspaceFileError(f"{NO_WORKSPACE}: it ends like another archive.")
    if list_bytes > MAX_LIST_BYTES:
        raise WorkspaceFileError(f"The file has more than {MAX_ENTRIES:,} entries.")


def _check(entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise WorkspaceFileError(f"The file has more than {MAX_ENTRIES:,} entries.")
    for entry in entries:
        if entry.flag_bits & ENCRYPTED or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise WorkspaceFileError(f"{NO_WORKSPACE}: it is packed in another way.")
        if entry.file_size > MAX_ENTRY_BYTES:
            raise WorkspaceFileError(
                f"{quoted(entry.filename)} in the file takes {entry.file_size:,} bytes unpacked; "
                f"expected at most {MAX_ENTRY_BYTES:,}."
            )
    total = sum(entry.file_size for entry in entries)
    if total > MAX_BYTES:
        raise WorkspaceFileError(
            f"The file takes {total:,} bytes unpacked; expected at most {MAX_BYTES:,}."
        )


def _check_label(archive: ZipFile, entries: dict[str, ZipInfo]) -> None:
    if LABEL not in entries:
        raise WorkspaceFileError(f"{NO_WORKSPACE}: it has no {LABEL}.")
    with readable():
        number = json.loads(read(archive, entries[LABEL], MAX_LABEL_BYTES))[FORMAT_FIELD]
    if number != FORMAT:
        raise WorkspaceFileError(
            f"The file's format is {quoted(number)}; this Digit Lab reads {FORMAT}."
        )


def read(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """Read an entry.

    Raises
    ------
    WorkspaceFileError
        If it is larger than `most` bytes, or damaged.
    """
    if entry.file_size > most:
        raise WorkspaceFileError(f"{quoted(entry.filename)} has more than {most:,} bytes.")
    with readable(), archive.open(entry) as file:
        # No larger number: Python inflates as much as is asked for, whatever the entry says.
        return file.read(entry.file_size + 1)


def unpack_to(archive: ZipFile, entry: ZipInfo, path: Path) -> None:
    """Write an entry into a file.

    Raises
    ------
    WorkspaceFileError
        If it is damaged.
    OSError
        If it cannot be written.
    """
    path.write_bytes(read(archive, entry, MAX_ENTRY_BYTES))
