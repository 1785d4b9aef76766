"""A run within a hand-in: its settings, what it came to, and what it takes to check that."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from core.clinic import NO_FAULT, FaultMark
from core.config import TrainConfig
from core.errors import CheckpointError
from core.kept import Note, entries, finite_number, short_text, whole_number
from core.lessons.evidence import RunResult
from core.lessons.results import summed_up
from core.runs.checkpoint import Checkpoint, load_checkpoint

# So many losses of the first batches tell seed and settings from all others.
FIRST_LOSSES = 20
MAX_EPOCHS, MAX_TEXT = 1_000, 200
MAX_WEIGHT_BYTES = 1_500_000
STATES = ("finished", "diverged", "stopped")


@dataclass(frozen=True, slots=True)
class EpochNumbers:
    """Losses in nats and accuracies from 0 to 1 of one epoch."""

    training_loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float

    def to_note(self) -> list[float]:
        """Write them as a list."""
        return [
            self.training_loss,
            self.training_accuracy,
            self.validation_loss,
            self.validation_accuracy,
        ]

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read them back; raises TypeError or ValueError for anything else."""
        if not isinstance(note, list) or len(note) != 4:
            raise TypeError("an epoch has not four numbers")
        found = cls(*(finite_number(one) for one in note))
        if not (0 <= found.training_accuracy <= 1 and 0 <= found.validation_accuracy <= 1):
            raise ValueError("an accuracy is not between 0 and 1")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEntry:
    """A run as it is handed in.

    Attributes
    ----------
    number, id : int and str
        The learner's own count, and the run's name in the store.
    config : TrainConfig
        Its settings.
    state : str
        "finished", "diverged" or "stopped".
    steps, manual_steps, parameters, images : int
        Steps of the training, steps by hand, weights, training images.
    highest_loss : float
        Of all batches, in nats; the largest float where it was no number any more.
    first_losses : tuple of float
        Of the first batches, in nats.
    epochs : tuple of EpochNumbers
        All that were completed.
    moved_rates : tuple of float
        Learning rates off the plan.
    is_uploaded : bool
        Whether its weights came from a file.
    fault : FaultMark
        Whether it is faulty on purpose.
    processors : tuple of str
        What it was trained on.
    measured : mapping
        What was measured of its network for challenges.
    weights : bytes
        The network as a safetensors file; empty where it is too large to take along.
    """

    number: int
    config: TrainConfig
    state: str
    steps: int
    id: str = ""
    manual_steps: int = 0
    parameters: int = 0
    images: int = 0
    highest_loss: float = 0.0
    first_losses: tuple[float, ...] = ()
    epochs: tuple[EpochNumbers, ...] = ()
    moved_rates: tuple[float, ...] = ()
    is_uploaded: bool = False
    fault: FaultMark = NO_FAULT
    processors: tuple[str, ...] = ()
    weights: bytes = b""

    @property
    def why_not_again(self) -> str:
        """Say why it cannot be run again from its settings; nothing where it can."""
        if self.is_uploaded:
            return "its network came from a file"
        if self.manual_steps:
            return f"{self.manual_steps:,} of its steps were taken by hand"
        if self.moved_rates:
            return "its learning rate was moved on the way"
        if self.config.spec.is_own:
            return "it learned from images of the learner's own"
        if self.fault.mended:
            return "it was mended on the way"
        return ""

    @property
    def result(self) -> RunResult:
        """Sum it up as lessons and challenges do."""
        return summed_up(
            self.config,
            self.epochs,
            self.state,
            number=self.number,
            steps=self.steps,
            parameters=self.parameters,
            images=self.images,
            highest_loss=self.highest_loss,
            manual_steps=self.manual_steps,
        )

    def checkpoint(self) -> Checkpoint | None:
        """Read its network; None where it is not in the file. Raises CheckpointError."""
        return load_checkpoint(self.weights) if self.weights else None

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "number": self.number,
            "id": self.id,
            "config": self.config.to_dict(),
            "state": self.state,
            "steps": self.steps,
            "manual_steps": self.manual_steps,
            "parameters": self.parameters,
            "images": self.images,
            "highest_loss": self.highest_loss,
            "first_losses": list(self.first_losses),
            "epochs": [one.to_note() for one in self.epochs],
            "moved_rates": list(self.moved_rates),
            "is_uploaded": self.is_uploaded,
            "fault": self.fault.to_note() if self.fault else None,
            "processors": list(self.processors),
            "weights": base64.b64encode(self.weights).decode(),
        }

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read it back; raises KeyError, TypeError, ValueError or ConfigError for anything else."""
        epochs, losses = entries(note, "epochs"), entries(note, "first_losses")
        processors, rates = entries(note, "processors"), entries(note, "moved_rates")
        if len(epochs) > MAX_EPOCHS or max(map(len, (losses, processors, rates))) > MAX_EPOCHS:
            raise ValueError("a run holds more than any run does")
        if note["state"] not in STATES or not isinstance(note["is_uploaded"], bool):
            raise ValueError("a run does not say how it ended, or where its network is from")
        config, fault = note["config"], note["fault"]
        if not isinstance(config, Mapping) or not isinstance(fault, Mapping | None):
            raise TypeError("a run's settings are no table")
        weights = base64.b64decode(short_text(note["weights"], 2 * MAX_WEIGHT_BYTES), validate=True)
        return cls(
            number=whole_number(note["number"], low=1),
            id=short_text(note["id"], MAX_TEXT),
            config=TrainConfig.from_dict(config),
            state=note["state"],
            steps=whole_number(note["steps"]),
            manual_steps=whole_number(note["manual_steps"]),
            parameters=whole_number(note["parameters"]),
            images=whole_number(note["images"]),
            highest_loss=finite_number(note["highest_loss"]),
            first_losses=tuple(finite_number(one) for one in losses),
            epochs=tuple(EpochNumbers.from_note(one) for one in epochs),
            moved_rates=tuple(finite_number(one) for one in rates),
            is_uploaded=note["is_uploaded"],
            fault=NO_FAULT if fault is None else FaultMark.from_note(fault),
            processors=tuple(short_text(one, MAX_TEXT) for one in processors),
            weights=weights,
        )


def check_weights(entry: RunEntry) -> str:
    """Say what is wrong with a run's network as a file; nothing where it can be read and fits."""
    try:
        checkpoint = entry.checkpoint()
    except CheckpointError as error:
        return f"its network cannot be read: {error}"
    if checkpoint is not None and checkpoint.config != entry.config:
        return "its network was made with other settings"
    return ""
