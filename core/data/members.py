"""One file of a ZIP archive, read without unpacking the others."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path

from core.errors import DataFileError


def read_member(archive: Path, name: str, *, limit: int) -> bytes:
    """Read a packed file out of an archive, in whatever folder it lies there, and unpack it.

    Nothing is written to the disk, and no more than the limit is kept in memory. The archive's
    and the packed file's own checksums are looked at on the way.

    Parameters
    ----------
    name : str
        The file's name, ending in ".gz".
    limit : int
        Bytes after which reading ends; a small packed file can unpack to any size.

    Raises
    ------
    DataFileError
        If the archive or the file in it is damaged, or it has no such file.
    """
    expected = f"a ZIP archive with {name}"
    try:
        with zipfile.ZipFile(archive) as whole:
            found = [item for item in whole.infolist() if item.filename.split("/")[-1] == name]
            if not found:
                raise DataFileError(archive, f"there is no {name} in it", expected)
            with whole.open(found[0]) as packed, gzip.GzipFile(fileobj=packed) as unpacked:
                return unpacked.read(limit)
    except EOFError as error:
        raise DataFileError(archive, "it ends in the middle of a file", expected) from error
    except (OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise DataFileError(archive, f"it cannot be read ({error})", expected) from error
