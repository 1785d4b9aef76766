"""What there is to say of a data set before it is loaded."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.data.digits import DIGIT_NAMES, DigitSplit

Part = Literal["training", "test"]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that a data set is downloaded as.

    Attributes
    ----------
    name : str
        As at its mirrors; a packed one (``.gz``) may lie unpacked in its folder as well.
    md5, size : str, int
        Checksum in hexadecimal and bytes of the file at its mirrors. Of what lies in an archive,
        whose own checksum was looked at, they are empty and 0.
    content_md5 : str
        Checksum of what is in it, unpacked: the same however it was packed. Empty: not known.
    shape : tuple of int
        Of the values of an IDX file, as its header says; empty for other files.
    """

    name: str
    md5: str = ""
    size: int = 0
    content_md5: str = ""
    shape: tuple[int, ...] = ()

    @property
    def content_bytes(self) -> int:
        """Return how long an IDX file of this shape is, unpacked."""
        return 4 + 4 * len(self.shape) + math.prod(self.shape)

    @property
    def names(self) -> list[str]:
        """List the names it goes by: unpacked or packed, with "-idx" or, as in some copies, ".idx".

        Some programs unpack a file into a folder of the same name.
        """
        plain = self.name.removesuffix(".gz")
        spellings = list(dict.fromkeys([plain, plain.replace("-idx", ".idx")]))
        packed = [f"{name}.gz" for name in spellings]
        nested = [f"{outer}/{inner}" for outer in spellings for inner in spellings]
        return [*spellings, *packed, *nested]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetSpec:
    """A data set that can be chosen.

    Attributes
    ----------
    title, idea : str
        Its name in menus, and what it is, in a sentence.
    class_names : tuple of str
        What its labels mean, 0 first: 2 to 62 names.
    noun : str
        What an image shows, in a word: "digit", "letter", "garment".
    source, license : str
        Who made it, and under what terms it is shared.
    training_images : int
        Images that can be learned from, before validation images are split off.
    epochs_factor : int
        How many times as many epochs as with MNIST make sense: where an epoch is short, more.
    writers_known : bool
        Whether its splits say who wrote each image, so that validation takes whole writers.
    validation_block : int
        Where only whole writers can validate, how many images each of them has.
    read : callable
        (part, data folder) -> DigitSplit; of an own set, (part, folder of the workspace).
    program : str
        The lines of the standalone program that define ``images``, ``labels``, and ``pool`` and
        ``test``, the rows to learn from and to test with; ``writers`` too where they are known,
        and the rows to learn from are the first ones then.
    folder : str
        Where its files lie within the data folder, as torchvision has them.
    other_folders : tuple of str
        Where else they may lie: people copy a folder from its middle. "" is the data folder itself.
    files : tuple of DataFile
        What is downloaded. Empty for a data set that is always there.
    archive_title : str
        What that is called, where it holds other data sets too.
    members : tuple of DataFile
        Where the one file is an archive: the files in it that are read. They may lie unpacked
        in its place.
    mirrors : tuple of str
        Addresses that end in a slash, tried in this order.
    is_own : bool
        Whether somebody collected it here, so that it lies in the folder of a workspace.
    header_file : str
        The file whose beginning the Data page takes apart; its training images.
    """

    title: str
    idea: str
    class_names: tuple[str, ...] = DIGIT_NAMES
    noun: str = "digit"
    source: str = ""
    license: str = ""
    training_images: int
    epochs_factor: int = 1
    writers_known: bool = False
    validation_block: int = 1
    read: Callable[[Part, Path], DigitSplit]
    program: str
    folder: str = ""
    other_folders: tuple[str, ...] = ()
    files: tuple[DataFile, ...] = ()
    archive_title: str = ""
    members: tuple[DataFile, ...] = ()
    mirrors: tuple[str, ...] = ()
    header_file: str = ""
    is_own: bool = False

    @property
    def classes(self) -> int:
        """Return how many classes there are."""
        return len(self.class_names)

    @property
    def shows_digits(self) -> bool:
        """Return whether its classes are the digits 0 to 9, as those of drawings are."""
        return self.class_names == DIGIT_NAMES

    @property
    def nouns(self) -> str:
        """Return what its images show, in the plural."""
        return f"{self.noun}s"

    def file_named(self, name: str) -> DataFile:
        """Find what is known of a file by its name at the mirrors, or in the archive."""
        return next(file for file in (*self.files, *self.members) if file.name == name)

    @property
    def download_bytes(self) -> int:
        """Return how many bytes a whole download brings."""
        return sum(file.size for file in self.files)
