"""A trained network as one file: its weights, its configuration, its standardization."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from core.config import TrainConfig
from core.data.digits import Standardization
from core.errors import CheckpointError, ConfigError
from core.models import build_model
from core.runs import formats
from core.runs.tensors import pack, unpack, write_whole
from core.uploads import MAX_UPLOAD_BYTES, MEGABYTE

NAME = "Digit Lab network"
FORMAT = f"{NAME} {formats.FORMAT}"
MAX_NETWORK_BYTES = MAX_UPLOAD_BYTES


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A network that can be used again.

    Attributes
    ----------
    model : nn.Module
        On the CPU, in evaluation mode.
    config : TrainConfig
        How it was made.
    standardization : Standardization
        What its inputs were standardized with.
    """

    model: nn.Module
    config: TrainConfig
    standardization: Standardization


def checkpoint_bytes(checkpoint: Checkpoint) -> bytes:
    """Write a network as a safetensors file.

    Configuration and standardization stand in its header as JSON.
    """
    note = {
        "format": FORMAT,
        "config": checkpoint.config.to_dict(),
        "standardization": asdict(checkpoint.standardization),
    }
    return pack(checkpoint.model.state_dict(), note)


def save_checkpoint(path: Path | str, checkpoint: Checkpoint) -> None:
    """Write a network to a file, usually ``.safetensors``; raises OSError if that fails."""
    write_whole(Path(path), checkpoint_bytes(checkpoint))


def load_checkpoint(source: Path | str | bytes) -> Checkpoint:
    """Read a network, from wherever it came: everything is checked and nothing executed.

    Its logits for the same images are the same as when it was saved.

    Parameters
    ----------
    source : Path, str or bytes
        A file, or its content.

    Raises
    ------
    CheckpointError
        If it is too large, not a safetensors file, not from Digit Lab or from a newer one, or its
        weights do not fit its configuration; the message says which.
    OSError
        If the file cannot be read.
    """
    content = source if isinstance(source, bytes) else _read(Path(source))
    if len(content) > MAX_NETWORK_BYTES:
        raise CheckpointError(_too_large(len(content)))
    tensors, note = unpack(content)
    note = _upgraded(note)
    config = _config(note)
    model = build_model(config)
    _compare(model.state_dict(), tensors)
    model.load_state_dict(tensors)
    return Checkpoint(model.eval(), config, _standardization(note))


def _read(path: Path) -> bytes:
    if path.stat().st_size > MAX_NETWORK_BYTES:
        raise CheckpointError(_too_large(path.stat().st_size))
    return path.read_bytes()


def _upgraded(note: dict[str, Any]) -> dict[str, Any]:
    name, _, number = str(note.get("format")).rpartition(" ")
    if name != NAME or not number.isdecimal():
        raise CheckpointError(
            f"The file says that it is {note.get('format')!r}; expected {FORMAT!r}."
        )
    return formats.upgraded("network", note | {formats.FORMAT_FIELD: int(number)})


def _too_large(size: int) -> str:
    most = MAX_NETWORK_BYTES / MEGABYTE
    return f"The file has {size / MEGABYTE:,.1f} MB; networks here have at most {most:.0f}."


def _config(note: dict[str, Any]) -> TrainConfig:
    try:
        return TrainConfig.from_dict(note["config"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError("The file does not say how its network was made.") from error
    except ConfigError as error:
        raise CheckpointError(f"The file's settings are not possible: {error}") from error


def _standardization(note: dict[str, Any]) -> Standardization:
    try:
        values = {name: float(value) for name, value in note["standardization"].items()}
        found = Standardization(**values)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise CheckpointError("The file does not say how its images were standardized.") from error
    if not (math.isfinite(found.mean) and 0 < found.deviation < math.inf):
        raise CheckpointError(f"The file's standardization is not possible: {found}.")
    return found


def _compare(expected: dict[str, Tensor], found: dict[str, Tensor]) -> None:
    """Check names, shapes and number formats, and say the first difference."""
    for name in expected.keys() | found.keys():
        if name not in found:
            raise CheckpointError(f"The file has no {name}, which this network needs.")
        if name not in expected:
            raise CheckpointError(f"The file has {name}, which this network does not know.")
        want, have = expected[name], found[name]
        if want.shape != have.shape or want.dtype != have.dtype:
            raise CheckpointError(
                f"{name} is {_describe(have)} in the file; expected {_describe(want)}."
            )


def _describe(tensor: Tensor) -> str:
    return f"{str(tensor.dtype).removeprefix('torch.')} {tuple(tensor.shape)}"
