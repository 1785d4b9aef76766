"""A learning curve that somebody drew before a run, beside the one that the run then took."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.data import DIGITS
from core.errors import PredictionError
from core.percent import percent

# A drawn curve has so many values, at even distances from the first step to the last.
COLUMNS = 41
# As shares of an axis. What moves less is flat; what is nearer is near.
FLAT, TURN, NEAR = 0.12, 0.12, 0.05
# A curve that has made so much of its way by half of the time has leveled off.
MOST_OF_THE_WAY = 0.8

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyCurve:
    """A curve to take instead of drawing one.

    Attributes
    ----------
    title : str
        What it does, in a few words.
    at : callable
        Its height as a share of the axis, for times from 0 to 1.
    """

    title: str
    at: Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawable:
    """A measure whose curve can be drawn before a run.

    Attributes
    ----------
    title : str
        Its name.
    top : float
        Where its axis ends; it begins at 0.
    chance : float
        What guessing gives.
    written : callable
        A value in words.
    apart : callable
        The distance of two values in words.
    ready : tuple of ReadyCurve
        Four curves to take instead.
    """

    title: str
    top: float
    chance: float
    written: Callable[[float], str]
    apart: Callable[[float], str]
    ready: tuple[ReadyCurve, ...]

    def curve(self, ready: ReadyCurve) -> Values:
        """Return the values of a ready curve."""
        heights = ready.at(np.linspace(0, 1, COLUMNS))
        return tuple((self.top * np.clip(heights, 0, 1)).round(4).tolist())


def _nats(loss: float) -> str:
    return f"{loss:.2f}"


def _points(share: float) -> str:
    return f"{100 * share:.1f} percentage points"


_CHANCE_LOSS = math.log(DIGITS)
_TOP_LOSS = 2.5
_START = _CHANCE_LOSS / _TOP_LOSS

DRAWABLE: dict[str, Drawable] = {
    "accuracy": Drawable(
        title="Accuracy",
        top=1.0,
        chance=1 / DIGITS,
        written=percent,
        apart=_points,
        ready=(
            ReadyCurve(
                title="Rises fast, then levels off", at=lambda x: 0.94 - 0.84 * np.exp(-14 * x)
            ),
            ReadyCurve(title="Rises all the way", at=lambda x: 0.1 + 0.6 * x),
            ReadyCurve(title="Stays at guessing", at=lambda x: 0.1 + 0 * x),
            ReadyCurve(
                title="Rises, then falls",
                at=lambda x: 0.1 + 0.75 * np.where(x < 0.35, x / 0.35, 1 - 0.7 * (x - 0.35) / 0.65),
            ),
        ),
    ),
    "loss": Drawable(
        title="Loss",
        top=_TOP_LOSS,
        chance=_CHANCE_LOSS,
        written=_nats,
        apart=lambda loss: f"{_nats(loss)} nats",
        ready=(
            ReadyCurve(
                title="Falls fast, then levels off",
                at=lambda x: 0.08 + (_START - 0.08) * np.exp(-14 * x),
            ),
            ReadyCurve(title="Falls all the way", at=lambda x: _START - 0.55 * x),
            ReadyCurve(title="Stays at guessing", at=lambda x: _START + 0 * x),
            ReadyCurve(
                title="Falls, then rises",
                at=lambda x: np.where(
                    x < 0.4, _START * (1 - 1.9 * x), _START * (0.24 + 1.26 * (x - 0.4))
                ),
            ),
        ),
    ),
}


def checked_curve(values: object, measure: str) -> Values:
    """Return a drawn curve that may come from anybody.

    Parameters
    ----------
    values : object
        What was sent: as many finite numbers as there are columns, within the axis.
    measure : str
        A key of `DRAWABLE`.

    Raises
    ------
    PredictionError
        If it is anything else.
    """
    if measure not in DRAWABLE or not isinstance(values, list | tuple) or len(values) != COLUMNS:
        raise PredictionError
    top = DRAWABLE[measure].top
    if not all(type(value) in (int, float) and 0 <= value <= top for value in values):
        raise PredictionError
    return tuple(map(float, values))


def shape_of(values: Sequence[float], top: float) -> str:
    """Say what a curve does, with a verb: "rises fast, then levels off".

    Parameters
    ----------
    values : sequence of float
        At even distances in time.
    top : float
        Where its axis ends.
    """
    heights = np.asarray(values, dtype=float) / top
    if not np.isfinite(heights).all() or heights[-1] > 2:
        return "diverges"
    tail = max(1, len(heights) // 10)
    # One value: the first column of a fast run already holds most of its way.
    start, end = heights[0], heights[-tail:].mean()
    low, high = heights.min(), heights.max()
    if high - low < FLAT:
        return "stays flat"
    if low < min(start, end) - TURN:
        return "falls, then rises"
    if high > max(start, end) + TURN:
        return "rises, then falls"
    verb = "rises" if end > start else "falls"
    half = np.abs(heights[: len(heights) // 2 + 1] - start).max()
    if half >= MOST_OF_THE_WAY * abs(end - start):
        return f"{verb} fast, then levels off"
    return f"{verb} all the way"


def in_columns(steps: Sequence[float], values: Sequence[float], total_steps: int) -> np.ndarray:
    """Read a run's curve at the columns of a drawn one.

    Parameters
    ----------
    steps, values : sequence of float
        Its points in the order of time; at least one.
    total_steps : int
        Where the last column is.

    Returns
    -------
    ndarray of shape (columns,)
        The mean of the points around each column, or between its neighbors where there are none.
        As many columns as the run has reached.
    """
    places = np.asarray(steps, dtype=float) / max(total_steps, 1) * (COLUMNS - 1)
    known = np.asarray(values, dtype=float)
    reached = min(COLUMNS, max(1, round(float(places[-1])) + 1))
    nearest = places.round()
    means = np.full(reached, np.nan)
    for column in range(reached):
        here = known[nearest == column]
        # Something that is no number stays in its column: there the run diverged.
        means[column] = here.mean() if len(here) else np.interp(column, places, known)
    return means


@dataclass(frozen=True, slots=True)
class DrawnAndReal:
    """How a drawn curve and a real one differ. It is no grade.

    Attributes
    ----------
    measure : str
        A key of `DRAWABLE`.
    drawn_end, real_end : float
        Where they came to; a real one may not be a number.
    apart : float
        How far they were from each other on average, in the measure's unit; the real one counted
        within twice its axis.
    drawn_shape, real_shape : str
        What they do, as in :func:`shape_of`.
    """

    measure: str
    drawn_end: float
    real_end: float
    apart: float
    drawn_shape: str
    real_shape: str

    @property
    def has_the_shape(self) -> bool:
        """Whether both do the same."""
        return self.drawn_shape == self.real_shape

    @property
    def ends_near(self) -> bool:
        """Whether the ends are within a twentieth of the axis."""
        return abs(self.drawn_end - self.real_end) <= NEAR * DRAWABLE[self.measure].top

    @property
    def sentence(self) -> str:
        """What differs and what does not, with the numbers."""
        kind = DRAWABLE[self.measure]
        drawn = kind.written(self.drawn_end)
        if not math.isfinite(self.real_end):
            return (
                f"You drew an end at {drawn}, and your curve {self.drawn_shape}. The real one "
                "diverges: it ends where the loss is no number any more."
            )
        gap = self.real_end - self.drawn_end
        where = f"{kind.apart(abs(gap))} {'higher' if gap > 0 else 'lower'}"
        real = kind.written(self.real_end)
        ends = f"You drew an end at {drawn}, and the real curve came to {real}, {where}."
        if self.has_the_shape:
            return f"{ends} Both curves have the same shape: each {self.drawn_shape}."
        return f"{ends} Your curve {self.drawn_shape}; the real one {self.real_shape}."


def compare_drawn(
    drawn: Values, steps: Sequence[float], values: Sequence[float], total_steps: int, measure: str
) -> DrawnAndReal:
    """Compare a drawn curve with a run's, as far as the run went.

    Parameters
    ----------
    drawn : tuple of float
        From :func:`checked_curve`.
    steps, values : sequence of float
        The run's points in the order of time; at least one.
    total_steps : int
        Where the drawn curve ends.
    measure : str
        A key of `DRAWABLE`.
    """
    top = DRAWABLE[measure].top
    real = in_columns(steps, values, total_steps)
    prediction = np.asarray(drawn)[: len(real)]
    within = np.clip(np.nan_to_num(real, nan=2 * top, posinf=2 * top), 0, 2 * top)
    tail = max(1, len(real) // 10)
    return DrawnAndReal(
        measure,
        float(prediction[-tail:].mean()),
        float(real[-tail:].mean()),
        float(np.abs(prediction - within).mean()),
        shape_of(prediction.tolist(), top),
        shape_of(real.tolist(), top),
    )
