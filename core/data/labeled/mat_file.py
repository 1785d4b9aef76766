"""MATLAB's file format of level 5, as far as arrays of numbers go.

Format: The MathWorks, "MAT-File Format", version 5. Read here and not by SciPy, which takes memory
for as many elements as a file says it has, and unpacks whatever is packed in it.

    bytes 0 to 127   a text, and at the end the version and the order of bytes
    then elements:   type (4 bytes), length (4 bytes), content, filled up to 8 bytes
                     a short one: length (2 bytes), type (2 bytes), content of up to 4 bytes
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Iterator

import numpy as np

HEADER_BYTES, ORDER_AT = 128, 126
MATRIX, COMPRESSED = 14, 15
# Of elements with values, by their type.
VALUES = {
    1: "i1",
    2: "u1",
    3: "i2",
    4: "u2",
    5: "i4",
    6: "u4",
    7: "f4",
    9: "f8",
    12: "i8",
    13: "u8",
}
# Classes of arrays: structures, and numbers from double to unsigned of 64 bits.
STRUCTURE, NUMBERS = 2, range(6, 16)
LOGICAL, COMPLEX = 0x200, 0x800
MAX_DEPTH, MAX_ELEMENTS = 4, 1_000
Content = dict[str, "np.ndarray | Content"]


class MatFileError(Exception):
    """A file is no MATLAB file of level 5, or damaged."""


def is_mat_file(start: bytes) -> bool:
    """Return whether a file begins like one that MATLAB writes."""
    return start.startswith(b"MATLAB ")


def read_mat_file(content: bytes, take: Callable[[int], int]) -> Content:
    """Read all arrays of numbers, and structures of them, by their names; others are left out.

    Parameters
    ----------
    take : callable
        Told how many bytes were unpacked; returns how many more may be, and raises when too many.

    Raises
    ------
    MatFileError
        If it is damaged.
    """
    order = {b"IM": "<", b"MI": ">"}.get(content[ORDER_AT:HEADER_BYTES])
    if order is None:
        raise MatFileError("its header is that of no file of level 5")
    found: Content = {}
    for kind, element in _elements(content, HEADER_BYTES, order):
        if kind == COMPRESSED:
            inner = list(_elements(_unpacked(element, take), 0, order))
        else:
            inner = [(kind, element)]
        for inner_kind, matrix in inner:
            if inner_kind == MATRIX:
                name, value = _matrix(matrix, order, MAX_DEPTH)
                if value is not None:
                    found[name] = value
    return found


def _unpacked(element: memoryview, take: Callable[[int], int]) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(element, take(0) + 1)
    except zlib.error as error:
        raise MatFileError(f"it cannot be unpacked ({error})") from error
    take(len(unpacked))
    if not unpacker.eof:
        raise MatFileError("it is cut off")
    return unpacked


def _elements(
    content: bytes | memoryview, start: int, order: str
) -> Iterator[tuple[int, memoryview]]:
    """Read elements one after the other: type and content."""
    content = memoryview(content)
    for _ in range(MAX_ELEMENTS):
        if start + 8 > len(content):
            return
        kind, length = struct.unpack_from(f"{order}2I", content, start)
        short_length = kind >> 16
        begin = start + (4 if short_length else 8)
        if short_length:
            kind, length = kind & 0xFFFF, short_length
            start += 8
        else:
            # What is packed is not filled up.
            start = begin + (length if kind == COMPRESSED else -(-length // 8) * 8)
        if begin + length > len(content) or short_length > 4:
            raise MatFileError("it is cut off")
        yield kind, content[begin : begin + length]


def _matrix(content: memoryview, order: str, depth: int) -> tuple[str, np.ndarray | Content | None]:
    """Read an array: its name, and its values; None where it is none of numbers."""
    elements = _elements(content, 0, order)
    flags = _values(elements, order)
    shape = tuple(_values(elements, order).tolist())
    name = _text(elements)
    if not len(flags) or len(shape) < 2 or min(shape) < 0:
        raise MatFileError("an array in it has no size")
    kind = int(flags[0]) & 0xFF
    if kind == STRUCTURE and math.prod(shape) == 1 and depth:
        return name, _structure(elements, order, depth)
    if kind not in NUMBERS or int(flags[0]) & COMPLEX:
        return name, None
    values = _values(elements, order)
    if len(values) != math.prod(shape):
        raise MatFileError(f"{name[:40]!r} has {len(values):,} values for the shape {shape[:5]}")
    array = values.reshape(shape, order="F")
    return name, array.astype(bool) if int(flags[0]) & LOGICAL else array


def _structure(elements: Iterator[tuple[int, memoryview]], order: str, depth: int) -> Content:
    lengths = _values(elements, order)
    length = int(lengths[0]) if len(lengths) else 0
    if length < 1:
        raise MatFileError("a structure in it has no names")
    text = bytes(_next(elements)[1])
    starts = range(0, min(len(text), MAX_ELEMENTS * length), length)
    names = [text[start : start + length].partition(b"\0")[0].decode("latin-1") for start in starts]
    found: Content = {}
    for name, (kind, matrix) in zip(names, elements, strict=False):
        # An empty field is an element without content.
        value = _matrix(matrix, order, depth - 1)[1] if kind == MATRIX and len(matrix) else None
        if value is not None:
            found[name] = value
    return found


def _next(elements: Iterator[tuple[int, memoryview]]) -> tuple[int, memoryview]:
    found = next(elements, None)
    if found is None:
        raise MatFileError("it is cut off")
    return found


def _text(elements: Iterator[tuple[int, memoryview]]) -> str:
    return bytes(_next(elements)[1]).decode("latin-1")


def _values(elements: Iterator[tuple[int, memoryview]], order: str) -> np.ndarray:
    kind, content = _next(elements)
    if kind not in VALUES:
        raise MatFileError("values in it have no type")
    dtype = np.dtype(order + VALUES[kind])
    if len(content) % dtype.itemsize:
        raise MatFileError("it is cut off")
    return np.frombuffer(content, dtype)
