"""The note in the header of a safetensors file: what a network says of itself.

Nothing here needs PyTorch.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.errors import CheckpointError

# The header's length stands in the first bytes, lowest first.
LENGTH_BYTES = 8
# More than any network here needs, and far less than would hurt.
MAX_HEADER_BYTES = 2**20
NOTE = "digit_lab"


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
