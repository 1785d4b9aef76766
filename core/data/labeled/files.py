"""A file, a folder or a ZIP archive as the same thing: files by name, which may be read so far."""

from __future__ import annotations

import gzip
import os
import re
import struct
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO
from zipfile import BadZipFile

from core.data.idx import GZIP
from core.errors import LabeledImagesError, quoted
from core.limits import limit, most, most_bytes
from core.sketch.picture_files import ENDINGS

# What a computer puts beside files without being asked.
JUNK = {"__macosx", "thumbs.db", "desktop.ini"}
# Names of folders that part a set, and words in names of files that do: "t10k" is MNIST's own,
# "00000-of-00001" Hugging Face's; without their digits.
PARTS = {"train", "training", "trainingset", "test", "testing", "testset", "val", "valid", "eval"}
PARTS |= {"validation", "validationset"}
PART_WORDS = PARTS | {"extra", "tk", "of", ""}
START_BYTES = 16
UNREADABLE = (OSError, EOFError, ValueError, zlib.error, struct.error, BadZipFile)


class DamagedFileError(LabeledImagesError):
    """One file among others cannot be read."""


class Files(ABC):
    """Files by their names, with slashes, from the folder or archive that they lie in.

    Attributes
    ----------
    name : str
        Of the whole, for messages.
    sizes : mapping of str to int
        Bytes of each file as it lies there. Hidden files are not among them.
    others : list of str
        The files that do not end like pictures; a single one whatever it ends in.
    notes : list of str
        What was left out, in sentences.
    """

    def __init__(self, name: str, sizes: Mapping[str, int], notes: list[str] | None = None) -> None:
        self.name, self.sizes, self.notes = name, sizes, notes or []
        # Pictures may be many, so only what does not end like one is opened to see what it is.
        self.others = [name for name in sizes if len(sizes) == 1 or not ends_like_picture(name)]
        self._bytes_left = most_bytes("set_megabytes")
        self._pixels_left = limit("set_megapixels") * 1e6
        self._starts: dict[str, bytes] = {}

    @abstractmethod
    def _open(self, name: str) -> IO[bytes]:
        """Open a file for reading."""

    def start(self, name: str) -> bytes:
        """Return the first bytes of a file, unpacked; none where it cannot be read."""
        if name not in self._starts:
            try:
                self._starts[name] = self._unpacked(name, START_BYTES)
            except UNREADABLE:
                self._starts[name] = b""
        return self._starts[name]

    def read(self, name: str) -> bytes:
        """Read a file, unpacked when it is packed with gzip.

        Raises
        ------
        DamagedFileError
            If it cannot be read.
        LabeledImagesError
            If more was read by now, unpacked, than may be.
        """
        try:
            content = self._unpacked(name, self._bytes_left + 1)
        except UNREADABLE as error:
            raise DamagedFileError(
                name,
                f"it cannot be read ({error})",
                "a whole file",
                "Copy or download it again.",
            ) from error
        self.take(len(content))
        return content

    def take(self, count: int) -> int:
        """Count bytes that were unpacked, and return how many more may be.

        Raises
        ------
        LabeledImagesError
            If they are too many, together with those before.
        """
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise too_large(self.name)
        return self._bytes_left

    def take_pixels(self, count: int) -> None:
        """Count pixels of a picture before it is unpacked; raises LabeledImagesError."""
        self._pixels_left -= count
        if self._pixels_left < 0:
            raise self.refusal(
                "all its images together have too many pixels",
                f"at most {limit('set_megapixels'):,g} million",
                "Save them smaller: 28 x 28 pixels are enough.",
            )

    @abstractmethod
    def close(self) -> None:
        """Close what is open."""

    def _unpacked(self, name: str, at_most: int) -> bytes:
        with self._open(name) as file:
            if file.read(len(GZIP)) != GZIP:
                file.seek(0)
                return file.read(at_most)
            file.seek(0)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return unpacked.read(at_most)

    def refusal(self, found: str, expected: str, remedy: str) -> LabeledImagesError:
        """Make the error that says what is wrong with the whole."""
        return LabeledImagesError(self.name, found, expected, remedy)


class FilesOnDisk(Files):
    """A folder and what lies below it, or a single file."""

    def __init__(self, path: Path) -> None:
        self._folder = path if path.is_dir() else path.parent
        if path.is_dir():
            sizes, outside = _sizes_below(path)
        else:
            sizes, outside = {path.name: path.stat().st_size}, 0
        notes = (
            [f"Links that lead out of the folder were left out: {outside:,}."] if outside else []
        )
        super().__init__(path.name or path.resolve().name, sizes, notes)

    def _open(self, name: str) -> IO[bytes]:
        return (self._folder / name).open("rb")

    def close(self) -> None:
        """Do nothing: each file is closed when it was read."""


def _sizes_below(folder: Path) -> tuple[dict[str, int], int]:
    """List files that are no devices and do not lie elsewhere, and count links that do."""
    root, sizes, outside = folder.resolve(), {}, 0
    # Links to folders are not followed: they may lead in a circle.
    for where, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not is_hidden(name))
        outside += sum((Path(where) / name).is_symlink() for name in inner)
        for name in sorted(names):
            path = Path(where) / name
            if is_hidden(name) or not path.is_file():
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                outside += 1
                continue
            sizes[path.relative_to(folder).as_posix()] = path.stat().st_size
            if len(sizes) > most("set_entries"):
                raise too_many_files(folder.name)
    return sizes, outside


def ends_like_picture(name: str) -> bool:
    """Return whether the name of a file ends as those of pictures do."""
    return name.rpartition(".")[2].lower() in ENDINGS


def is_hidden(name: str) -> bool:
    """Return whether a file, or a folder on the way to it, is none that a person put there."""
    parts = name.split("/")
    return any(part.startswith(".") or part.lower() in JUNK for part in parts)


def too_large(name: str) -> LabeledImagesError:
    """Make the error for what unpacks to more than may be."""
    return LabeledImagesError(
        name,
        "it is too large when unpacked",
        f"at most {most('set_megabytes'):,} MB",
        "Take fewer images, or save them smaller.",
    )


def too_many_files(name: str) -> LabeledImagesError:
    """Make the error for a folder or an archive with too many files."""
    return LabeledImagesError(
        name,
        "it has too many files",
        f"at most {most('set_entries'):,}",
        "Choose the folder with the images alone, or take fewer images.",
    )


def too_many_images(name: str, count: int) -> LabeledImagesError:
    """Make the error for a set with too many images."""
    return LabeledImagesError(
        name,
        f"it has {count:,} images",
        f"at most {most('set_images'):,}",
        "Take fewer images.",
    )


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort by numbers in names as a person does: "2" before "10"."""
    # Numbers of a thousand digits are compared by their text: Python refuses to read them.
    return tuple(
        (0, int(part), "")
        if part.isascii() and part.isdigit() and len(part) < 100
        else (1, 0, part)
        for part in re.split(r"([0-9]+)", name)
        if part
    )


def training_first(name: str) -> tuple:
    """Sort what is for training before what is for tests, and otherwise naturally."""
    return "train" not in name.lower(), natural_order(name)


def check_one_set(files: Files, names: Iterable[str]) -> None:
    """Check that files may be put together: that their names differ only in the part they hold.

    Raises
    ------
    LabeledImagesError
        If they are of several sets; labels of one may mean something else in another.
    """
    sets = {_set_of(name): name for name in names}
    if len(sets) > 1:
        raise files.refusal(
            f"it holds several sets: {', '.join(shown(name) for name in list(sets.values())[:6])}",
            "one set",
            "Choose one of these files, or put those of one set into a folder of their own.",
        )


def _set_of(name: str) -> tuple[str, ...]:
    """Leave out of a file's name what says which part of a set it holds."""
    words = re.split("[^a-z0-9]+", name.rpartition("/")[2].lower().partition(".")[0])
    return tuple(
        letters for word in words if (letters := re.sub("[0-9]+", "", word)) not in PART_WORDS
    )


def shown(name: str) -> str:
    """Write the name of a file in a sentence."""
    return quoted(name.rpartition("/")[2])
