"""The IDX file format, byte by byte.

MNIST's four files are as plain as files get: a few big-endian numbers that say what
follows, then one byte per value. Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST
database of handwritten digits", section "File formats".

    byte 0, 1   always 0
    byte 2      the type of the values; 8 means unsigned byte (0 to 255)
    byte 3      how many dimensions follow
    then        one 4-byte number per dimension, most significant byte first
    then        the values, last dimension fastest
"""

from __future__ import annotations

import gzip
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data.digits import DIGITS, IMAGE_SIZE, DigitSplit
from core.errors import DataFileError

UNSIGNED_BYTE = 0x08
GZIP = b"\x1f\x8b"
# More than any data set of 28 x 28 pixels that is spread as IDX files.
MAX_FILE_BYTES = 2**30


@dataclass(frozen=True, slots=True)
class HeaderField:
    """Some bytes of an IDX header and what they mean.

    Attributes
    ----------
    offset : int
        Position of the first byte in the (unpacked) file.
    raw : bytes
        The bytes themselves.
    value : int
        The number they spell.
    meaning : str
        What the number says.
    """

    offset: int
    raw: bytes
    value: int
    meaning: str


def encode_idx(values: np.ndarray) -> bytes:
    """Write a uint8 array of any shape as the bytes of an IDX file, header first."""
    magic = bytes([0, 0, UNSIGNED_BYTE, values.ndim])
    sizes = struct.pack(f">{values.ndim}I", *values.shape)
    return magic + sizes + values.astype(np.uint8).tobytes()


def explain_header(content: bytes) -> list[HeaderField]:
    """Take the header of an IDX file apart, in the order of its bytes (4, and 4 per dimension).

    Raises
    ------
    ValueError
        If the bytes do not start like an IDX file of unsigned bytes.
    """
    if len(content) < 4 or content[:3] != bytes([0, 0, UNSIGNED_BYTE]) or not content[3]:
        raise ValueError(f"it starts with the bytes {content[:4].hex(' ') or '(none)'}")
    dimensions = content[3]
    if len(content) < 4 + 4 * dimensions:
        raise ValueError(f"it ends after {len(content)} bytes, inside its header")
    fields = [
        HeaderField(0, content[0:2], 0, "always zero"),
        HeaderField(2, content[2:3], UNSIGNED_BYTE, "type: unsigned byte, 0 to 255"),
        HeaderField(3, content[3:4], dimensions, "number of dimensions"),
    ]
    names = ["number of items", "rows", "columns"]
    for position, size in enumerate(struct.unpack_from(f">{dimensions}I", content, 4)):
        offset = 4 + 4 * position
        name = names[position] if position < len(names) else f"dimension {position + 1}"
        fields.append(HeaderField(offset, content[offset : offset + 4], size, name))
    return fields


def decode_idx(content: bytes) -> np.ndarray:
    """Read the bytes of a whole IDX file, unpacked: a uint8 array of the shape in its header.

    Raises
    ------
    ValueError
        If the bytes are not exactly an IDX file of unsigned bytes.
    """
    header = explain_header(content)
    shape = tuple(field.value for field in header[3:])
    start = 4 + 4 * len(shape)
    needed = int(np.prod(shape, dtype=object))
    if len(content) - start != needed:
        raise ValueError(
            f"its header promises {needed:,} values and it holds {len(content) - start:,}"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def read_bytes(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read a file, unpacked when it is packed with gzip, whatever its name ends in.

    Parameters
    ----------
    limit : int
        Bytes after which reading ends; a small packed file can unpack to any size.

    Raises
    ------
    DataFileError
        If the file cannot be read or unpacked.
    """
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == GZIP
            file.seek(0)
            if not is_packed:
                return file.read(limit)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return unpacked.read(limit)
    except EOFError as error:
        found = "it ends in the middle, as a copy does that was broken off"
        raise DataFileError(path, found, "a whole file") from error
    except (OSError, zlib.error) as error:
        raise DataFileError(path, f"it cannot be read ({error})", "a whole file") from error


def read_idx(path: Path, *, dimensions: int) -> np.ndarray:
    """Read an IDX file of unsigned bytes, plain or gzipped: a uint8 array.

    Parameters
    ----------
    dimensions : int
        How many dimensions it must have: 3 for images, 1 for labels.

    Raises
    ------
    DataFileError
        If the file is truncated, corrupt or something else.
    """
    return _decoded(path, read_bytes(path), dimensions)


def _decoded(path: Path, content: bytes, dimensions: int) -> np.ndarray:
    expected = f"an IDX file of unsigned bytes with {dimensions} dimension(s)"
    try:
        values = decode_idx(content)
    except ValueError as error:
        raise DataFileError(path, str(error), expected) from error
    if values.ndim != dimensions:
        raise DataFileError(path, f"it has {values.ndim} dimension(s)", expected)
    return values


def idx_split(
    image_file: tuple[Path, bytes],
    label_file: tuple[Path, bytes],
    *,
    classes: int = DIGITS,
    first: int = 0,
) -> DigitSplit:
    """Read images and their labels from two IDX files, in the order of the files.

    Parameters
    ----------
    image_file, label_file : (Path, bytes)
        Where it lies, for messages, and its content, unpacked.
    classes, first : int
        How many classes there are, and the label of the first one, which becomes 0.

    Raises
    ------
    DataFileError
        If a file is truncated, corrupt or something else, or the two do not belong together.
    """
    images = _decoded(*image_file, dimensions=3)
    labels = _decoded(*label_file, dimensions=1)
    if images.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE):
        found = f"its images are {images.shape[1]} x {images.shape[2]}"
        raise DataFileError(image_file[0], found, f"{IMAGE_SIZE} x {IMAGE_SIZE}")
    if len(labels) != len(images):
        found = f"it has {len(labels):,} labels"
        raise DataFileError(label_file[0], found, f"one for each of {len(images):,} images")
    last = first + classes - 1
    wrong = labels[(labels < first) | (labels > last)]
    if len(wrong):
        raise DataFileError(label_file[0], f"it has a label {wrong.max()}", f"{first} to {last}")
    return DigitSplit(images, labels.astype(np.int64) - first)
