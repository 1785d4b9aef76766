"""Which instrument told two trainings apart soonest, in this very run. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

# From so much on two trainings are apart: in the instrument's unit; lengths by a factor.
APART = {"nats": 0.3, "fraction": 0.1, "length": 3.0}
# Single batches are noisy: a curve of steps is read as the mean of so many points.
SMOOTHED_OVER = 9


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
