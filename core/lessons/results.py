"""What a training has come to, as lessons look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from core.config import TrainConfig
from core.lessons.evidence import RunResult
from core.training import History


class EpochNumbers(Protocol):
    """Losses in nats and accuracies from 0 to 1 of one epoch."""

    @property
    def training_loss(self) -> float:
        """Mean over its training images."""

    @property
    def training_accuracy(self) -> float:
        """Of its training images."""

    @property
    def validation_loss(self) -> float:
        """Mean over the validation images at its end."""

    @property
    def validation_accuracy(self) -> float:
        """Of the validation images at its end."""


def run_result(
    config: TrainConfig,
    history: History,
    state: str,
    *,
    number: int = 1,
    steps: int,
    parameters: int,
    manual_steps: int = 0,
    shifted: Mapping[float, float] | None = None,
) -> RunResult:
    """Sum up a run.

    Parameters
    ----------
    config : TrainConfig
        Its settings.
    history : History
        What it told so far.
    state : str
        Of its job: "finished", "diverged", "stopped", or one that goes on.
    number, steps, parameters, manual_steps, shifted
        As in `RunResult`.
    """
    epochs, batches = history.epochs, history.batches
    return summed_up(
        config,
        epochs,
        state,
        number=number,
        steps=steps,
        parameters=parameters,
        images=sum(batch.examples for batch in batches if batch.epoch == 1) if epochs else 0,
        highest_loss=max((batch.loss for batch in batches), default=0.0),
        manual_steps=manual_steps,
        shifted=shifted,
    )


def summed_up(
    config: TrainConfig,
    epochs: Sequence[EpochNumbers],
    state: str,
    *,
    images: int,
    highest_loss: float,
    number: int,
    steps: int,
    parameters: int,
    manual_steps: int,
    shifted: Mapping[float, float] | None = None,
) -> RunResult:
    """Sum up a run of which only these numbers are known.

    Parameters
    ----------
    config : TrainConfig
        Its settings.
    epochs : sequence
        The numbers of each epoch.
    state : str
        As in :func:`run_result`.
    images : int
        How many it learned from in its first epoch; counts once that has ended.
    highest_loss, number, steps, parameters, manual_steps, shifted
        As in `RunResult`.
    """
    last = epochs[-1] if epochs else None
    numbers: dict[str, Any] = {}
    if last is not None:
        numbers = {
            "accuracy": last.validation_accuracy,
            "training_accuracy": last.training_accuracy,
            "loss": last.validation_loss,
            "training_loss": last.training_loss,
            "best_accuracy": max(one.validation_accuracy for one in epochs),
            "images": images,
        }
    values = config.to_dict() | {"seed": None}
    return RunResult(
        number=number,
        # One that was stopped before its first epoch ended has come to nothing.
        is_over=state in ("finished", "diverged") or (state == "stopped" and last is not None),
        diverged=state == "diverged",
        highest_loss=highest_loss,
        steps=steps,
        epochs=len(epochs),
        manual_steps=manual_steps,
        parameters=parameters,
        seed=config.seed,
        alike=repr(sorted(values.items())),
        shifted=shifted or {},
        **numbers,
    )
