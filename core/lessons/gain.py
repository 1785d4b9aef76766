"""How much was learned between the questions before a lesson and those after it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, variance


@dataclass(frozen=True, slots=True)
class Gain:
    """What a class knew before and after: means of shares from 0 to 1.

    Attributes
    ----------
    count : int
        How many answered both times.
    before, after : float
        The mean share of right answers.
    normalized : float
        Which part of what could be gained was gained (Hake 1998, Am. J. Phys. 66); not a number
        where all was known before.
    effect : float
        The difference of the means in standard deviations (d, both times pooled); not a number
        for one person, or where nothing varies.
    """

    count: int
    before: float
    after: float
    normalized: float
    effect: float


def normalized_gain(before: float, after: float) -> float:
    """Return which part of what could be gained was gained: (after - before) / (1 - before).

    Both are shares from 0 to 1. It is negative where less was known afterwards, and not a number
    where all was known before.
    """
    return math.nan if before >= 1 else (after - before) / (1 - before)


def gain_of(before: Sequence[float], after: Sequence[float]) -> Gain:
    """Sum up a class.

    Parameters
    ----------
    before, after : sequence of float
        The share of right answers of each person, in the same order, 0 to 1; at least one.
    """
    first, then = mean(before), mean(after)
    effect = math.nan
    if len(before) > 1:
        pooled = math.sqrt((variance(before) + variance(after)) / 2)
        effect = (then - first) / pooled if pooled > 0 else math.nan
    return Gain(len(before), first, then, normalized_gain(first, then), effect)
