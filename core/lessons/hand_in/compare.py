"""Whether the numbers of a run hold: its network is asked again, and its training is repeated.

Two things round differently on other hardware or with another number of threads, and neither is
called a change. A network that is asked again may answer otherwise for an image that lies on a
border; a training that is repeated drifts away slowly, because each step builds on the one before.
So its first losses are compared closely, and its end as two trainings with other seeds are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.clinic import FaultMark
from core.config import TrainConfig
from core.data import DigitData
from core.errors import CheckpointError
from core.evaluation import evaluate
from core.lessons.hand_in.run_entry import FIRST_LOSSES, RunEntry, check_weights
from core.lessons.measures import measured
from core.percent import percent
from core.progress import OnProgress, no_progress
from core.training import TrainingRun

# Of a thousand images, so many may be answered otherwise by the same weights elsewhere.
BORDER_FRACTION = 0.002
# Of the first losses: the first one, before any step, and the root of the mean square of all, both
# relative. Another number of threads and bfloat16 stay below, another seed or rate above; see docs.
FIRST, ALL_FIRST = 0.0005, 0.004
# Where multiplications may be in bfloat16 on one side and not on the other.
FIRST_BFLOAT, ALL_FIRST_BFLOAT = 0.001, 0.04
# Beyond so many times the first loss a training explodes, and rounding with it.
EXPLODED = 2.0
# Of the end: by so much, or by so many standard errors of the difference of two fractions.
END, END_ERRORS = 0.02, 4.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What came out of a check.

    Attributes
    ----------
    holds : bool or None
        Whether it holds; None where that cannot be told.
    words : str
        What was found, in a sentence.
    """

    holds: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Rerun:
    """What a repeated training came to: as in `RunEntry`."""

    first_losses: tuple[float, ...]
    accuracies: tuple[float, ...]
    steps: int
    diverged: bool


def run_again(
    config: TrainConfig,
    fault: FaultMark,
    steps: int,
    data: DigitData,
    *,
    on_progress: OnProgress = no_progress,
) -> Rerun:
    """Repeat a training from its settings, as far as it went.

    Parameters
    ----------
    config, fault
        As in `RunEntry`.
    steps : int
        How many steps are taken at most.
    data : DigitData
        The images that the settings name.
    on_progress : callable
        Called with the fraction that is done, 0 to 1. What it raises ends the training.
    """
    run = TrainingRun(config, data, seams=fault.seams)
    steps = min(steps, run.total_steps)
    while not run.finished and run.step < steps:
        run.advance()
        on_progress(min(1.0, run.step / steps))
    return Rerun(
        tuple(one.loss for one in run.batches[:FIRST_LOSSES]),
        tuple(one.validation_accuracy for one in run.epochs),
        run.step,
        run.diverged is not None,
    )


def compare_run(entry: RunEntry, data: DigitData, again: Rerun | None) -> list[Finding]:
    """Compare what a run says with its own network, and with its repetition.

    Parameters
    ----------
    entry : RunEntry
        The run as it was handed in.
    data : DigitData
        The images that its settings name.
    again : Rerun, optional
        Its repetition; None where there is none.
    """
    found = _ask_network(entry, data)
    if again is not None:
        found += _compare_losses(entry, again)
        found += _compare_end(entry, again, len(data.validation))
    return found


def _ask_network(entry: RunEntry, data: DigitData) -> list[Finding]:
    """Let the network that was handed in read the validation images."""
    if wrong := check_weights(entry):
        return [Finding(False, f"{wrong[0].upper()}{wrong[1:]}.")]
    try:
        checkpoint = entry.checkpoint()
    except CheckpointError:  # Told above.
        return []
    # After steps by hand, or where it was stopped on the way, it is not the network of an epoch.
    if checkpoint is None or not entry.epochs or entry.manual_steps or entry.state != "finished":
        return []
    count = len(data.validation)
    read = evaluate(checkpoint.model, data.validation, checkpoint.standardization).correct
    said = round(entry.epochs[-1].validation_accuracy * count)
    exact = abs(entry.epochs[-1].validation_accuracy * count - said) < 1e-6 * count
    holds = exact and abs(read - said) <= max(1, round(BORDER_FRACTION * count))
    words = f"its network reads {read:,} of {count:,} validation images"
    told = f"and the file says {entry.epochs[-1].validation_accuracy * count:,.6g}"
    return [Finding(holds, f"{words[0].upper()}{words[1:]}, {told}.")]


def measured_again(entry: RunEntry, names: Sequence[str], data: DigitData) -> dict[str, float]:
    """Measure for a challenge what a run's own network does; raises CheckpointError."""
    checkpoint = entry.checkpoint()
    if checkpoint is None:
        return {}
    standardized = data.standardized_by(checkpoint.standardization)
    return measured(names, checkpoint.model, standardized, entry.config)


def _compare_losses(entry: RunEntry, again: Rerun) -> list[Finding]:
    said, found = np.array(entry.first_losses), np.array(again.first_losses)
    if len(said) < min(len(found), entry.steps):
        return [Finding(False, "Losses of its first steps are missing.")]
    count = min(len(said), len(found))
    if not count:
        return []
    exploded = np.flatnonzero(np.maximum(said[:count], found[:count]) > EXPLODED * found[0])
    count = max(1, int(exploded[0])) if len(exploded) else count
    apart = np.abs(said[:count] - found[:count]) / np.maximum(np.abs(found[:count]), 1e-3)
    is_rounded = entry.config.precision != "float32"
    first, all_first = (FIRST_BFLOAT, ALL_FIRST_BFLOAT) if is_rounded else (FIRST, ALL_FIRST)
    together = float(np.sqrt(np.mean(apart**2)))
    if apart[0] > first or not together <= all_first:
        words = (
            f"Run again, its first loss is {found[0]:.4f} and the file says {said[0]:.4f}; the "
            f"first {count} differ by {percent(together)}"
        )
        return [Finding(False, f"{words}: its settings or its seed were others.")]
    return [Finding(True, f"Run again, its first {count} losses are the same.")]


def _compare_end(entry: RunEntry, again: Rerun, count: int) -> list[Finding]:
    if len(entry.epochs) != len(again.accuracies):
        if entry.state == "diverged" or again.diverged:
            return [Finding(None, "One of the two diverged, which rounding may decide.")]
        words = f"it has {len(entry.epochs)} epochs, and run again {len(again.accuracies)}"
        return [Finding(False, f"{words[0].upper()}{words[1:]}.")]
    if not entry.epochs:
        return []
    said, found = entry.epochs[-1].validation_accuracy, again.accuracies[-1]
    mean = (said + found) / 2
    error = (2 * mean * (1 - mean) / count) ** 0.5
    holds = abs(said - found) <= max(END, END_ERRORS * error)
    words = f"Run again, it comes to {percent(found)}, and the file says {percent(said)}"
    return [Finding(holds, f"{words}{'' if holds else ', more than rounding does'}.")]
