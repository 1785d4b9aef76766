"""Tensors with a note in one file, which is always whole or the one before.

The format is safetensors: a header in JSON, then the numbers. Reading it runs nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from core.errors import CheckpointError

# The header's length stands in the first bytes, lowest first.
LENGTH_BYTES = 8
# More than any network here needs, and far less than would hurt.
MAX_HEADER_BYTES = 2**20
NOTE = "digit_lab"


def pack(tensors: dict[str, Tensor], note: dict[str, Any]) -> bytes:
    """Write tensors by name, and a note of plain values as JSON, as a safetensors file."""
    whole = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    return save(whole, metadata={NOTE: json.dumps(note)})


def unpack(content: bytes) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read tensors, on the CPU, and the note from what :func:`pack` wrote.

    Raises
    ------
    CheckpointError
        If this is no whole safetensors file, or none of Digit Lab.
    """
    note = note_in(content[: LENGTH_BYTES + MAX_HEADER_BYTES])
    try:
        return load(content), note
    except SafetensorError as error:
        raise CheckpointError(f"The file is damaged or incomplete ({error}).") from error
    except (KeyError, RuntimeError, ValueError, TypeError, OverflowError) as error:
        # A header that is whole may name number formats and shapes that PyTorch does not have.
        raise CheckpointError(f"The file has tensors that cannot be ({error}).") from error


def note_in(beginning: bytes) -> dict[str, Any]:
    """Read the note alone, from a file's header with or without what follows it.

    Raises
    ------
    CheckpointError
        If there is none.
    """
    length = int.from_bytes(beginning[:LENGTH_BYTES], "little")
    if not 0 < length <= min(MAX_HEADER_BYTES, len(beginning) - LENGTH_BYTES):
        raise CheckpointError("This is not a safetensors file, or its beginning is missing.")
    try:
        header = json.loads(beginning[LENGTH_BYTES : LENGTH_BYTES + length])
        note = json.loads(header["__metadata__"][NOTE])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CheckpointError("This safetensors file was not written by Digit Lab.") from error
    if not isinstance(note, dict):
        raise CheckpointError("This safetensors file was not written by Digit Lab.")
    return note


def read_note(path: Path) -> dict[str, Any]:
    """Read the note of a file without its tensors.

    Raises
    ------
    CheckpointError
        If there is none.
    OSError
        If the file cannot be read.
    """
    with path.open("rb") as file:
        return note_in(file.read(LENGTH_BYTES + MAX_HEADER_BYTES))
