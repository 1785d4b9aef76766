"""What a growing run looks like as at most 500 points, however long it is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from core.training import BatchEnd

MAX_POINTS = 500
COLUMNS = ["step", "loss", "accuracy", "gradient_norm", "learning_rate"]


def _mean(group: Sequence[BatchEnd]) -> tuple[float, ...]:
    """Average neighboring batches, each weighted with its images."""
    examples = sum(batch.examples for batch in group)
    last = group[-1]
    return (
        last.step,
        sum(batch.loss * batch.examples for batch in group) / examples,
        sum(batch.accuracy * batch.examples for batch in group) / examples,
        sum(batch.gradient_norm * batch.examples for batch in group) / examples,
        last.learning_rate,  # No mean: it jumps, and no step was taken with a mean.
    )


class BatchMeans:
    """Means over neighboring batches; what was averaged once is not read again.

    A poll late in a long run would otherwise walk through all its batches.

    Parameters
    ----------
    total_steps : int
        Steps of the whole run: the width of a group does not change while it lives.

    Attributes
    ----------
    width : int
        How many batches one point of a curve stands for.
    """

    def __init__(self, total_steps: int) -> None:
        self.width = math.ceil(total_steps / MAX_POINTS)
        self._total_steps = total_steps
        self._complete: tuple[tuple[float, ...], ...] = ()

    def read(self, batches: Sequence[BatchEnd]) -> pd.DataFrame:
        """Bring the points up to a run's present state.

        Parameters
        ----------
        batches : sequence of BatchEnd
            The run's list, which only ever grows.

        Returns
        -------
        DataFrame
            A row per group: ``step`` (the last of the group), means over its examples of
            ``loss``, ``accuracy`` and ``gradient_norm``, and its last ``learning_rate``. The last
            group is there when it is complete, at the end of the run, and when it is the first.
        """
        fresh = batches[len(self._complete) * self.width :]
        groups = [fresh[at : at + self.width] for at in range(0, len(fresh), self.width)]
        rows = [_mean(group) for group in groups]
        unfinished = [rows.pop()] if groups and len(groups[-1]) < self.width else []
        self._complete = (*self._complete, *rows)
        # A mean over fewer batches is noisier: at the end of a growing curve it would be a spike.
        if self._complete and len(batches) < self._total_steps:
            unfinished = []
        return pd.DataFrame([*self._complete, *unfinished], columns=COLUMNS, dtype=float)
