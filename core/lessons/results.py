"""What a training has come to, as lessons look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.config import TrainConfig
from core.lessons.evidence import RunResult
from core.training import History


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
    last = history.epochs[-1] if history.epochs else None
    numbers: dict[str, Any] = {}
    if last is not None:
        numbers = {
            "accuracy": last.validation_accuracy,
            "training_accuracy": last.training_accuracy,
            "loss": last.validation_loss,
            "training_loss": last.training_loss,
            "best_accuracy": max(one.validation_accuracy for one in history.epochs),
            "images": sum(batch.examples for batch in history.batches if batch.epoch == 1),
        }
    values = config.to_dict() | {"seed": None}
    return RunResult(
        number=number,
        # One that was stopped before its first epoch ended has come to nothing.
        is_over=state in ("finished", "diverged") or (state == "stopped" and last is not None),
        diverged=state == "diverged",
        highest_loss=max((batch.loss for batch in history.batches), default=0.0),
        steps=steps,
        epochs=len(history.epochs),
        manual_steps=manual_steps,
        parameters=parameters,
        seed=config.seed,
        alike=repr(sorted(values.items())),
        shifted=shifted or {},
        **numbers,
    )
