"""ZIP archives that anybody may have made: nothing is inflated that says it is too much.

Nothing is written to the disk, and no entry is read beyond the size that it says it has.
"""

from __future__ import annotations

import stat
import struct
import zlib
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from core.data.labeled.files import Files, is_hidden, too_large, too_many_files
from core.errors import LabeledImagesError, quoted
from core.limits import most, most_bytes

SIGNATURE, EMPTY_SIGNATURE = b"PK\x03\x04", b"PK\x05\x06"
ENTRY_SIGNATURE, ENTRY_BYTES = b"PK\x01\x02", 46
ENCRYPTED = 0x1
BLOCK = 2**20
MAX_NAME = 1_000
ARCHIVE = "a whole ZIP archive"
UNREADABLE = (
    *(BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, struct.error),
    *(ValueError, OverflowError, RuntimeError, KeyError),
)


class FilesInArchive(Files):
    """The files of a ZIP archive.

    Raises
    ------
    LabeledImagesError
        If it is damaged, too much would come out of it, or a name leads out of it.
    """

    def __init__(self, path: Path) -> None:
        self._archive, entries = open_archive(path, path.name)
        links = [entry for entry in entries if stat.S_ISLNK(entry.external_attr >> 16)]
        notes = [f"Links in the archive were left out: {len(links):,}."] if links else []
        self._entries = {
            entry.filename: entry
            for entry in entries
            if entry not in links and not is_hidden(entry.filename)
        }
        sizes = {name: entry.file_size for name, entry in self._entries.items()}
        super().__init__(path.name, sizes, notes)

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self._archive.open(self._entries[name])
        except (NotImplementedError, RuntimeError) as error:
            raise BadZipFile(str(error)) from error

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()


def open_archive(file: Path | IO[bytes], name: str) -> tuple[ZipFile, list[ZipInfo]]:
    """Open an archive and list its files, if they may be read.

    Raises
    ------
    LabeledImagesError
        If it is damaged, encrypted, too large unpacked, or a name leads out of it.
    """
    if isinstance(file, Path) and _entries_at_most(file) > most("set_entries"):
        raise too_many_files(name)
    try:
        archive = ZipFile(file)
    except UNREADABLE as error:
        raise LabeledImagesError(
            name, f"it is damaged or incomplete ({error})", ARCHIVE, "Copy or download it again."
        ) from error
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check(entries, name)
    return archive, entries


def _entries_at_most(path: Path) -> int:
    """Count what looks like an entry of the list, before Python reads all of it."""
    size = path.stat().st_size
    if size // ENTRY_BYTES <= most("set_entries"):
        return size // ENTRY_BYTES
    count, before = 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            count += (before + block).count(ENTRY_SIGNATURE)
            before = block[1 - len(ENTRY_SIGNATURE) :]
    return count


def _check(entries: list[ZipInfo], name: str) -> None:
    if len(entries) > most("set_entries"):
        raise too_many_files(name)
    if sum(entry.file_size for entry in entries) > most_bytes("set_megabytes"):
        raise too_large(name)
    for entry in entries:
        # Windows' separators were made slashes by Python only where it runs on Windows.
        parts = entry.filename.replace("\\", "/").split("/")
        if len(entry.filename) > MAX_NAME:
            raise LabeledImagesError(
                name,
                f"the name {quoted(entry.filename)} in it has {len(entry.filename):,} characters",
                f"at most {MAX_NAME:,}",
                "Name the files shorter, and pack the folder anew.",
            )
        if ".." in parts or not parts[0] or ":" in parts[0]:
            raise LabeledImagesError(
                name,
                f"its entry {quoted(entry.filename)} leads out of the archive",
                "names below it",
                "Pack the folder anew.",
            )
        if entry.flag_bits & ENCRYPTED or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise LabeledImagesError(
                name,
                f"{quoted(entry.filename)} in it is encrypted or packed in a rare way",
                "an ordinary ZIP archive",
                "Unpack it, and pack the folder anew without a password.",
            )
