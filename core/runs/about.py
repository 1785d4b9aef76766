"""What there is to say of a run without reading its weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.clinic.mark import NO_FAULT, FaultMark
from core.config import TrainConfig
from core.training import RunState, TrainingRun

ENDS = ("", "finished", "diverged", "stopped", "failed")


NUMBER = (int, float)
# Far more than any run has, and few enough for every table.
MAX_COUNT = 10**12
MAX_ERROR_CHARACTERS = 1_000


def check_kinds(thing: object, **kinds: type | tuple[type, ...]) -> None:
    """Raise TypeError or ValueError where a field is not of its kind: a file may say anything.

    Of a tuple each entry is to be of the kind.
    """
    for name, kind in kinds.items():
        value = getattr(thing, name)
        for entry in value if isinstance(value, tuple) else (value,):
            _check_kind(name, entry, kind)


def _check_kind(name: str, value: object, kind: type | tuple[type, ...]) -> None:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"its {name} is {type(value).__name__}")
    if isinstance(value, str):
        value.encode()  # A page cannot show half a surrogate pair.
    if isinstance(value, int):
        float(value)  # Raises where it is larger than any float.


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of a run.

    Attributes
    ----------
    number : int
        Counted from 1 in its workspace.
    created : str
        When, in UTC, as ISO 8601 writes it.
    name, note, tags
        By its owner.
    archived : bool
        Kept, but out of the way.
    uploaded : bool
        Whether its first weights came from a file.
    snapshots_removed : bool
        Whether snapshots were removed to save space.
    """

    number: int
    created: str
    name: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    archived: bool = False
    uploaded: bool = False
    snapshots_removed: bool = False

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError if this cannot be said of a run."""
        check_kinds(self, number=int, created=str, name=str, note=str, tags=str)
        check_kinds(self, archived=bool, uploaded=bool, snapshots_removed=bool)


@dataclass(frozen=True, slots=True)
class Summary:
    """How far a run is.

    Attributes
    ----------
    step, epoch : int
        Steps taken and epochs completed.
    ended : str
        "finished", "diverged", "stopped", "failed", or "" for a run that can continue.
    error : str
        Why it failed; "" for one that did not.
    validation_accuracy, validation_loss : float or None
        Of the last completed epoch: 0 to 1, and in nats.
    seconds : float
        Spent on training.
    manual_steps : int
        Steps that were taken on One step and kept.
    moved_rates : tuple of float
        The learning rates that steps were taken with off the plan, in the order of the moves.
    processors : tuple of str
        The hardware that took the steps, in the order in which it came; empty where nobody wrote
        it down.
    """

    step: int = 0
    epoch: int = 0
    ended: str = ""
    error: str = ""
    validation_accuracy: float | None = None
    validation_loss: float | None = None
    seconds: float = 0.0
    manual_steps: int = 0
    moved_rates: tuple[float, ...] = ()
    processors: tuple[str, ...] = ()

    @property
    def follows_its_settings(self) -> bool:
        """Whether the settings tell all that was done: no manual steps, no rate moved on the way.

        Nor more than one kind of hardware, which rounds in its own ways.
        """
        return not (self.manual_steps or self.moved_rates or len(self.processors) > 1)

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError if no run can be like this."""
        measured = (*NUMBER, type(None))
        check_kinds(self, step=int, epoch=int, ended=str, error=str, seconds=NUMBER)
        check_kinds(self, manual_steps=int)
        check_kinds(self, validation_accuracy=measured, validation_loss=measured)
        check_kinds(self, moved_rates=NUMBER, processors=str)
        counts = (self.step, self.epoch, self.manual_steps)
        if min(counts) < 0 or max(counts) > MAX_COUNT:
            raise ValueError("it counts steps below 0, or more than there can be")
        if not math.isfinite(self.seconds):
            raise ValueError(f"it took {self.seconds} seconds")
        if self.ended not in ENDS:
            raise ValueError(f"it ended {self.ended[:40]!r}")
        if len(self.error) > MAX_ERROR_CHARACTERS:
            raise ValueError("it failed with too many words")

    @classmethod
    def of(cls, run: TrainingRun | RunState, ended: str, error: str = "") -> Summary:
        """Summarize a run in memory as it is at this moment."""
        last = run.epochs[-1] if run.epochs else None
        return cls(
            step=len(run.batches),
            epoch=len(run.epochs),
            ended=ended,
            error=error[:MAX_ERROR_CHARACTERS],
            validation_accuracy=last.validation_accuracy if last else None,
            validation_loss=last.validation_loss if last else None,
            seconds=run.seconds,
            manual_steps=run.manual_steps,
            moved_rates=run.moved_rates,
            processors=tuple(run.processors),
        )


def summary_from(note: Mapping[str, Any]) -> Summary:
    """Read a summary back from JSON, which has lists for tuples."""
    lists = {name: tuple(note[name]) for name in ("moved_rates", "processors")}
    return Summary(**{**note, **lists})


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run on disk without its weights and history.

    Attributes
    ----------
    id : str
        Workspace and number: what the store calls it.
    config : TrainConfig
        Its settings.
    about : About
        What is said of it.
    summary : Summary
        How far it is.
    size : int
        Bytes on disk.
    fault : FaultMark
        Whether it is faulty on purpose.
    """

    id: str
    config: TrainConfig
    about: About
    summary: Summary
    size: int
    fault: FaultMark = NO_FAULT


@dataclass(frozen=True, slots=True)
class UnreadableRun:
    """A run that is on disk and cannot be read.

    Attributes
    ----------
    number : int
        Counted from 1 in its workspace.
    reason : str
        A sentence; it names the file and no place on this machine.
    """

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class WorkspaceRuns:
    """The runs of a workspace, those that can be read and those that cannot."""

    runs: list[StoredRun]
    unreadable: list[UnreadableRun]
