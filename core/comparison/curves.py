"""Learning curves of several runs on one axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.training import BatchEnd, EpochEnd, History

# As many points as a figure can show.
MAX_POINTS = 300


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that curves show, read from each epoch or else from each step.

    Its title contains its unit.
    """

    title: str
    of_epochs: bool
    read: Callable[[BatchEnd | EpochEnd], float]


def _field(name: str) -> Callable[[object], float]:
    return lambda event: float(getattr(event, name))


MEASURES: dict[str, Measure] = {
    "validation accuracy": Measure("Validation accuracy", True, _field("validation_accuracy")),
    "validation loss": Measure(
        "Validation loss (lower is better)", True, _field("validation_loss")
    ),
    "training loss": Measure("Training loss (lower is better)", False, _field("loss")),
    "training accuracy": Measure("Training accuracy", False, _field("accuracy")),
    "gradient norm": Measure("Gradient norm", False, _field("gradient_norm")),
}


def _seconds(history: History) -> np.ndarray:
    """Return when each step was taken: evenly within each epoch, whose length is known."""
    ends = [0, *(epoch.step for epoch in history.epochs)]
    times = np.cumsum([0.0, *(epoch.seconds for epoch in history.epochs)])
    steps = np.arange(1, len(history.batches) + 1)
    if len(ends) == 1:
        return np.full(len(steps), np.nan)  # Nothing is known before the first epoch's end.
    pace = (times[-1] - times[-2]) / (ends[-1] - ends[-2])
    beyond = times[-1] + (steps - ends[-1]) * pace
    return np.where(steps <= ends[-1], np.interp(steps, ends, times), beyond)


def _epochs(history: History) -> np.ndarray:
    """Return how many passes are complete after each step, as a number with a fraction."""
    # How long a pass is, is known when the first one is complete.
    per_epoch = history.epochs[0].step if history.epochs else np.nan
    return np.asarray(np.arange(1, len(history.batches) + 1) / per_epoch)


AXES: dict[str, Callable[[History], np.ndarray]] = {
    "Step": lambda history: np.arange(1.0, len(history.batches) + 1),
    "Epoch": _epochs,
    "Seconds": _seconds,
}


def curve_of(
    history: History, measure: str, axis: str = "Step", smoothing: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Compute one curve of a run.

    Parameters
    ----------
    history : History
        The run's events.
    measure, axis : str
        Keys of `MEASURES` and `AXES`: y and x.
    smoothing : int
        Mean over this many successive steps; measures of epochs are never smoothed. Long
        curves are averaged further, to at most 300 points.

    Returns
    -------
    x, y : float64 arrays of shape (points,)
        Without those that are not finite.
    """
    kind = MEASURES[measure]
    along = AXES[axis](history)
    if kind.of_epochs:
        y = np.array([kind.read(epoch) for epoch in history.epochs], dtype=float)
        x = along[[epoch.step - 1 for epoch in history.epochs]] if len(y) else np.zeros(0)
    else:
        y = np.array([kind.read(batch) for batch in history.batches], dtype=float)
        width = max(smoothing, -(-len(y) // MAX_POINTS))
        x, y = _means(along, width), _means(y, width)
    known = np.isfinite(x) & np.isfinite(y)
    return x[known], y[known]


def _means(values: np.ndarray, width: int) -> np.ndarray:
    """Average successive values, ``width`` at a time."""
    if not len(values):
        return values
    starts = np.arange(0, len(values), width)
    sizes = np.diff([*starts, len(values)])
    return np.asarray(np.add.reduceat(values, starts) / sizes)


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Repetitions of one configuration as a line with a band around it.

    Attributes
    ----------
    x, mean, low, high : float64 arrays of shape (points,)
        Mean over the repetitions, and the smallest and largest of them.
    count : int
        How many repetitions.
    """

    x: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    count: int


def band_of(curves: Sequence[tuple[np.ndarray, np.ndarray]]) -> Band:
    """Compute the mean and the extremes of repetitions; empty curves are left out.

    The band goes from where all curves (x, y) have begun to where the first of them ends, at the
    points of the first curve; between its own points each is taken as a straight line.
    """
    drawn = [(x, y) for x, y in curves if len(x)]
    if not drawn:
        nothing = np.zeros(0)
        return Band(nothing, nothing, nothing, nothing, 0)
    begin, end = max(x[0] for x, _ in drawn), min(x[-1] for x, _ in drawn)
    first = drawn[0][0]
    x = first[(begin <= first) & (first <= end)]
    values = np.stack([np.interp(x, own, y) for own, y in drawn])
    return Band(x, values.mean(axis=0), values.min(axis=0), values.max(axis=0), len(drawn))
