"""A trained network as one file: its weights, its configuration, its standardization."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from core.clinic.registry import FAULTS
from core.config import TrainConfig
from core.data.digits import IMAGE_SIZE, Standardization
from core.errors import CheckpointError, ConfigError, quoted
from core.evaluation import predict_logits
from core.limits import MEGABYTE, most_upload_bytes
from core.models import build_model
from core.runs import formats
from core.runs.tensors import pack, unpack
from core.seeding import numpy_generator
from core.whole_files import write_whole

NAME = "Digit Lab network"
FORMAT = f"{NAME} {formats.FORMAT}"
MAX_FORMAT_DIGITS = 9
# Weights that learned anything are below 100, those of a training that explodes soon far above.
MAX_WEIGHT = 1e6
# Pixels from 0 to 1 have a mean between them, and deviate by half of that at most.
DEVIATIONS = (1e-3, 1.0)
PROBE_IMAGES, PROBE_SEED = 8, 0
# As in sets of labeled images that somebody brings.
MAX_NAME_LENGTH = 80


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
    class_names : tuple of str
        What its logits stand for, 0 first. Those of its data set, where nothing else is said.
    fault : str
        The fault that it was trained with, a key of :data:`core.clinic.FAULTS`; "" for none.
    """

    model: nn.Module
    config: TrainConfig
    standardization: Standardization
    fault: str = ""
    class_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.class_names:
            object.__setattr__(self, "class_names", self.config.spec.class_names)


def checkpoint_note(checkpoint: Checkpoint) -> dict[str, Any]:
    """Say in plain values how a network was made, for the header of its file."""
    note = {
        "format": FORMAT,
        "config": checkpoint.config.to_dict(),
        "standardization": asdict(checkpoint.standardization),
        "class_names": list(checkpoint.class_names),
    }
    return note | {"fault": checkpoint.fault} if checkpoint.fault else note


def checkpoint_bytes(checkpoint: Checkpoint) -> bytes:
    """Write a network as a safetensors file.

    Configuration and standardization stand in its header as JSON.
    """
    return pack(checkpoint.model.state_dict(), checkpoint_note(checkpoint))


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
        If it is too large, not a safetensors file, not from Digit Lab or from a newer one, its
        weights do not fit its configuration, or its numbers are none that a network can read
        digits with; the message says which.
    OSError
        If the file cannot be read.
    """
    content = source if isinstance(source, bytes) else _read(Path(source))
    if len(content) > most_upload_bytes("upload_megabytes"):
        raise CheckpointError(_too_large(len(content)))
    tensors, note = unpack(content)
    note = _upgraded(note)
    config = _config(note)
    fault = _fault(note)
    model = FAULTS[fault].seams.build(config) if fault else build_model(config)
    _compare(model.state_dict(), tensors)
    _check_numbers(tensors)
    model.load_state_dict(tensors)
    found = Checkpoint(
        model.eval(), config, _standardization(note), fault, _class_names(note, config)
    )
    _try_out(found)
    return found


def _read(path: Path) -> bytes:
    if path.stat().st_size > most_upload_bytes("upload_megabytes"):
        raise CheckpointError(_too_large(path.stat().st_size))
    return path.read_bytes()


def _upgraded(note: dict[str, Any]) -> dict[str, Any]:
    said = note.get("format")
    name, _, number = said.rpartition(" ") if isinstance(said, str) else ("", "", "")
    # Python makes no number of thousands of digits.
    if name != NAME or not number.isdecimal() or len(number) > MAX_FORMAT_DIGITS:
        raise CheckpointError(f"The file says that it is {quoted(said)}; expected {FORMAT!r}.")
    return formats.upgraded("network", note | {formats.FORMAT_FIELD: int(number)})


def _too_large(size: int) -> str:
    most = most_upload_bytes("upload_megabytes") / MEGABYTE
    return f"The file has {size / MEGABYTE:,.1f} MB; networks here have at most {most:.0f}."


def _config(note: dict[str, Any]) -> TrainConfig:
    try:
        return TrainConfig.from_dict(note["config"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError("The file does not say how its network was made.") from error
    except ConfigError as error:
        raise CheckpointError(f"The file's settings are not possible: {error}") from error


def _class_names(note: dict[str, Any], config: TrainConfig) -> tuple[str, ...]:
    """Read what the logits stand for; files of earlier versions, all of digits, do not say it."""
    names = note.get("class_names", config.spec.class_names)
    if (
        not isinstance(names, list | tuple)
        or len(names) != config.classes
        or not all(isinstance(name, str) and 0 < len(name) <= MAX_NAME_LENGTH for name in names)
    ):
        raise CheckpointError(
            f"The file does not name the {config.classes} classes of its network, each in 1 to "
            f"{MAX_NAME_LENGTH} characters."
        )
    return tuple(names)


def _fault(note: dict[str, Any]) -> str:
    found = note.get("fault", "")
    if not isinstance(found, str) or (found and found not in FAULTS):
        raise CheckpointError(
            f"The network was made faulty on purpose by {quoted(found)}, which this Digit Lab does "
            f"not know; it knows {', '.join(FAULTS)}."
        )
    return found


def _standardization(note: dict[str, Any]) -> Standardization:
    try:
        values = {name: float(value) for name, value in note["standardization"].items()}
        found = Standardization(**values)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise CheckpointError("The file does not say how its images were standardized.") from error
    low, high = DEVIATIONS
    if not (0 <= found.mean <= 1 and low <= found.deviation <= high):
        raise CheckpointError(
            f"The file's standardization is not possible: mean {found.mean:g}, standard deviation "
            f"{found.deviation:g}; expected 0 to 1 and {low:g} to {high:g}."
        )
    return found


def _check_numbers(tensors: dict[str, Tensor]) -> None:
    """Refuse weights and buffers that no training leaves behind that has learned something."""
    for name, tensor in tensors.items():
        if not torch.isfinite(tensor).all():
            raise CheckpointError(
                f"{name} has values that are infinite or not a number. The training of this "
                "network diverged; train it again with a smaller learning rate."
            )
        largest = float(tensor.abs().max()) if tensor.is_floating_point() else 0.0
        if largest > MAX_WEIGHT:
            raise CheckpointError(
                f"{name} has values up to {largest:.3g}; expected at most {MAX_WEIGHT:,.0f}. The "
                "training of this network was about to diverge."
            )


def _try_out(checkpoint: Checkpoint) -> None:
    """Let the network read some noise: its answers must be numbers, whatever its weights are."""
    noise = numpy_generator(PROBE_SEED, "probe of a checkpoint")
    images = noise.integers(0, 256, (PROBE_IMAGES, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    logits = predict_logits(checkpoint.model, images, checkpoint.standardization)
    if not torch.isfinite(logits).all():
        raise CheckpointError("The network in the file answers with values that are not numbers.")


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
