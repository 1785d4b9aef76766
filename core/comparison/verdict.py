"""Whether one is better than the other, or whether it is noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from core.evaluation import Evaluation

# The usual level: one comparison in twenty of equals is called a difference by mistake.
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """How far the means of two groups of repetitions lie apart.

    Attributes
    ----------
    difference : float
        Mean of the first minus mean of the second.
    margin : float
        Half of the 95 % interval around it; infinite with too few repetitions.
    """

    difference: float
    margin: float

    @property
    def is_distinguishable(self) -> bool:
        """Whether the interval leaves out 0.

        Returns
        -------
        bool
            False when the difference may well be noise.
        """
        return abs(self.difference) > self.margin


def compare_means(first: Sequence[float], second: Sequence[float]) -> MeanDifference:
    """Compare repetitions with different seeds (B. L. Welch's interval, 1947).

    Parameters
    ----------
    first, second : sequences of float
        One number for each repetition, for instance its accuracy.

    Returns
    -------
    MeanDifference
        In the unit of the numbers.

    Raises
    ------
    ValueError
        If one of them is empty.
    """
    if not len(first) or not len(second):
        raise ValueError("each side needs at least one number")
    # Rounded to what doubles can tell apart, so that equal numbers differ by nothing.
    difference = round(math.fsum(first) / len(first) - math.fsum(second) / len(second), 15)
    if min(len(first), len(second)) < 2:
        return MeanDifference(difference, math.inf)
    parts = [float(np.var(side, ddof=1)) / len(side) for side in (first, second)]
    spread = sum(parts)
    if not spread:
        return MeanDifference(difference, 0.0)
    freedom = spread**2 / sum(
        part**2 / (len(side) - 1) for part, side in zip(parts, (first, second), strict=True)
    )
    margin = stats.t.ppf(1 - LEVEL / 2, freedom) * math.sqrt(spread)
    return MeanDifference(difference, float(margin))


@dataclass(frozen=True, slots=True)
class PairedCounts:
    """Two networks on the same images.

    Attributes
    ----------
    both_right, both_wrong : int
        Images on which they agree.
    only_first, only_second : int
        Images that only one of them reads.
    probability : float
        That equals would differ so much (McNemar's test, exact).
    """

    both_right: int
    both_wrong: int
    only_first: int
    only_second: int
    probability: float

    @property
    def is_distinguishable(self) -> bool:
        """Whether equals would rarely differ so much.

        Returns
        -------
        bool
            At the level of 5 %.
        """
        return self.probability < LEVEL


def compare_paired(first: Evaluation, second: Evaluation) -> PairedCounts:
    """Compare two networks image by image (Q. McNemar, 1947; exact binomial test).

    Only images that one reads and the other does not can tell them apart; if they were
    equally good, each such image would be a fair coin.

    Parameters
    ----------
    first, second : Evaluation
        Of the same images in the same order.

    Returns
    -------
    PairedCounts
        The four counts and the probability.

    Raises
    ------
    ValueError
        If the images are not the same.
    """
    if not np.array_equal(first.labels, second.labels):
        raise ValueError("both must have read the same images")
    one, other = (found.predictions == found.labels for found in (first, second))
    only_first, only_second = int((one & ~other).sum()), int((other & ~one).sum())
    tossed = only_first + only_second
    return PairedCounts(
        both_right=int((one & other).sum()),
        both_wrong=int((~one & ~other).sum()),
        only_first=only_first,
        only_second=only_second,
        probability=float(stats.binomtest(only_first, tossed).pvalue) if tossed else 1.0,
    )
