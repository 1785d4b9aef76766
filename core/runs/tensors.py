"""Tensors with a note in one file, which is always whole or the one before.

The format is safetensors: a header in JSON, then the numbers. Reading it runs nothing.
"""

from __future__ import annotations

import json
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from core.errors import CheckpointError
from core.network_note import LENGTH_BYTES, MAX_HEADER_BYTES, NOTE, note_in


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
