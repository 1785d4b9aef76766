"""What the instruments told of an unnamed fault: which one soonest, and what it cannot be. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from core.clinic import FAULTS, READINGS, Fault, PairReadings
from core.seeding import numpy_generator

# From so much on two trainings are apart: in the instrument's unit; lengths by a factor.
APART = {"nats": 0.3, "fraction": 0.1, "length": 3.0}
# Single batches are noisy: a curve of steps is read as the mean of so many points.
SMOOTHED_OVER = 9
# A claim about the end of a training needs at least this.
CLAIMED = {"loss": 0.1, "accuracy": 0.05, "confidence": 0.05, "dead_units": 0.05}
CLAIMED_FACTOR = 1.5


def drawable() -> list[str]:
    """List the faults that curves show, among which one is drawn."""
    return [name for name, fault in FAULTS.items() if fault.number is None]


def draw_fault(seed: int) -> str:
    """Draw a fault; the same seed draws the same one."""
    names = drawable()
    return names[int(numpy_generator(seed, "mystery").integers(len(names)))]


def _smoothed(table: pd.DataFrame) -> pd.DataFrame:
    values = table["value"].rolling(SMOOTHED_OVER, min_periods=1).mean()
    return table.assign(value=values)


def apart_from(clean: pd.DataFrame, faulty: pd.DataFrame, unit: str) -> int | None:
    """Find the step from which two curves are apart and stay so to the end.

    Parameters
    ----------
    clean, faulty : DataFrame
        ``step`` and ``value``, in the order of time.
    unit : str
        "nats", "fraction" or "length".

    Returns
    -------
    int or None
        None where they are not apart at the end, or one of them has no point.
    """
    both = clean.merge(faulty, on="step", suffixes=("", "_faulty"))
    if not len(both):
        return None
    before, after = both["value"].to_numpy(), both["value_faulty"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = (
            np.exp(np.abs(np.log(after / before))) if unit == "length" else np.abs(after - before)
        )
    # What is no number is as far as can be.
    is_apart = ~(distance < APART[unit])
    if not is_apart[-1]:
        return None
    together = np.flatnonzero(~is_apart)
    first = together[-1] + 1 if len(together) else 0
    return int(both["step"].iloc[first])


def soonest(
    curves: Mapping[str, tuple[str, Sequence[tuple[pd.DataFrame, pd.DataFrame]]]],
) -> dict[str, int]:
    """Order instruments by the step from which they told the two twins apart.

    Parameters
    ----------
    curves : mapping
        By instrument: its unit, and pairs of curves, the clean twin's and the faulty one's.

    Returns
    -------
    dict
        From an instrument to its step, the soonest first; without those that did not tell.
    """
    found: dict[str, int] = {}
    for instrument, (unit, pairs) in curves.items():
        steps = [
            step
            for clean, faulty in pairs
            if (step := apart_from(_smoothed(clean), _smoothed(faulty), unit)) is not None
        ]
        if steps:
            found[instrument] = min(steps)
    return dict(sorted(found.items(), key=lambda item: item[1]))


def claims(fault: Fault, readings: PairReadings) -> bool:
    """Return whether what a fault is known by is seen in two twins, clearly."""
    name = fault.reading
    before, after = readings.clean.value(name), readings.faulty.value(name)
    if not np.isfinite([before, after]).all():
        return readings.faulty.diverged and READINGS[name].instrument == "loss"
    instrument = READINGS[name].instrument
    if instrument == "gradient_norm":
        ratio = after / before if before else np.inf
        return ratio > CLAIMED_FACTOR if fault.direction == "higher" else ratio < 1 / CLAIMED_FACTOR
    gap = after - before if fault.direction == "higher" else before - after
    return gap > CLAIMED[instrument]


def excluded(readings: PairReadings) -> dict[str, bool]:
    """Tell of each fault that may be drawn whether these readings exclude it."""
    return {name: not claims(FAULTS[name], readings) for name in drawable()}
