"""Where the learning rate of a run left its plan."""

from __future__ import annotations

import math
from collections.abc import Iterable

from core.config import TrainConfig
from core.optimization.schedules import LearningRate
from core.training.events import BatchEnd, History

# Far more than the arithmetic of a schedule rounds, far less than anybody moves a rate.
TOLERANCE = 1e-9
# Enough digits for every rate that can be chosen.
DIGITS = 6


class RateMoves:
    """The learning rates that a run was moved to on the way, read from the steps it took.

    A rate that was moved and moved back before the next step trained nothing and leaves no trace.

    Parameters
    ----------
    plan : LearningRate
        As the settings have it; its peak is not to change.

    Attributes
    ----------
    peaks : list of float
        Each new peak of the schedule, in order; empty for a run that followed its plan.
    """

    def __init__(self, plan: LearningRate) -> None:
        self.peaks: list[float] = []
        self._plan = plan
        self._peak = plan.peak

    def read(self, batches: Iterable[BatchEnd]) -> None:
        """Take notice of the next steps."""
        for batch in batches:
            factor = self._plan.at(batch.step - 1) / self._plan.peak
            if not math.isclose(batch.learning_rate, self._peak * factor, rel_tol=TOLERANCE):
                self._peak = float(f"{batch.learning_rate / factor:.{DIGITS}g}")
                self.peaks.append(self._peak)


def moved_rates(history: History, config: TrainConfig, last: float) -> tuple[float, ...]:
    """Find the moves of a run from what is kept of it, without its images.

    Parameters
    ----------
    last : float
        The peak of the schedule as it was last set. It tells of a move where the history is too
        short to do so: how long a schedule is, is known from the end of the first epoch on.
    """
    if config.schedule != "constant" and not history.epochs:
        return () if last == config.learning_rate else (last,)
    per_epoch = history.epochs[0].step if history.epochs else 1
    moves = RateMoves(
        LearningRate(config.learning_rate, config.schedule, config.epochs * per_epoch)
    )
    moves.read(history.batches)
    return tuple(moves.peaks)
