"""How much the pages of a Parquet file unpack to, by what stands before each of them.

Its reader takes memory for as much as a page says, up to 2 GB, whatever the end of the file says
of the whole: a file of 7 kB took 600 MB. Format: Apache Parquet, "Parquet File Format", PageHeader,
in the compact protocol of Apache Thrift.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

# Types of fields in the compact protocol that occur there. Truth values need no further byte.
TRUE, FALSE, BYTE, INTEGERS, DOUBLE, BINARY, STRUCT = 1, 2, 3, (4, 5, 6), 7, 8, 12
DOUBLE_BYTES = 8
MAX_VARINT_BYTES, MAX_DEPTH = 9, 8
UNPACKED_FIELD, PACKED_FIELD = 2, 3


class PageError(ValueError):
    """What should be a page is none."""


def unpacked_sizes(content: bytes, start: int, end: int) -> Iterator[int]:
    """Read how many bytes each page between two places of a file says it unpacks to.

    Raises
    ------
    PageError
        If there is something else.
    """
    file = io.BytesIO(content)
    if not 0 <= start <= end <= len(content):
        raise PageError("its pages lie outside of it")
    while start < end:
        file.seek(start)
        sizes = _struct(file, MAX_DEPTH)
        unpacked, packed = sizes.get(UNPACKED_FIELD, -1), sizes.get(PACKED_FIELD, -1)
        if min(unpacked, packed) < 0:
            raise PageError("a page of it has no size")
        yield unpacked
        start = file.tell() + packed


def _struct(file: io.BytesIO, depth: int) -> dict[int, int]:
    """Read a structure: its whole numbers by their fields; everything else is passed over."""
    if not depth:
        raise PageError("a page of it is too deep")
    found: dict[int, int] = {}
    field = 0
    while head := _byte(file):
        field = field + (head >> 4) if head >> 4 else _integer(file)
        kind = head & 15
        if kind in INTEGERS:
            found[field] = _integer(file)
        elif kind not in (TRUE, FALSE):
            _pass_over(file, kind, depth)
    return found


def _pass_over(file: io.BytesIO, kind: int, depth: int) -> None:
    if kind == BYTE:
        _byte(file)
    elif kind == DOUBLE:
        file.seek(DOUBLE_BYTES, io.SEEK_CUR)
    elif kind == BINARY:
        file.seek(_varint(file), io.SEEK_CUR)
    elif kind == STRUCT:
        _struct(file, depth - 1)
    else:
        raise PageError("a page of it has unknown fields")


def _integer(file: io.BytesIO) -> int:
    """Read a whole number with its sign in the lowest bit."""
    value = _varint(file)
    return value >> 1 ^ -(value & 1)


def _varint(file: io.BytesIO) -> int:
    value = 0
    for place in range(MAX_VARINT_BYTES):
        byte = _byte(file)
        value |= (byte & 127) << 7 * place
        if byte < 128:
            return value
    raise PageError("a page of it has an endless number")


def _byte(file: io.BytesIO) -> int:
    byte = file.read(1)
    if not byte:
        raise PageError("a page of it is cut off")
    return byte[0]
