"""Whether a difference between runs or networks is more than noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from core.evaluation import Evaluation
from core.evaluation.intervals import DEVIATIONS_FOR_95_PERCENT

# The usual level: 5 % of comparisons between equals are called a difference by mistake.
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """Mean of a first group of repetitions minus mean of a second.

    The margin is half of the 95 % interval around it; infinite where the numbers do not tell how
    much they scatter.
    """

    difference: float
    margin: float

    @property
    def is_distinguishable(self) -> bool:
        """Return whether the interval excludes 0; otherwise the difference may be noise."""
        return abs(self.difference) > self.margin


def compare_means(
    first: Sequence[float], second: Sequence[float], *, least_margin: float = 0.0
) -> MeanDifference:
    """Compare repetitions with different seeds (B. L. Welch's interval, 1947).

    Accuracies are counts of images, and a few of them may be equal by chance. That they then
    scatter by nothing does not make the next one equal too, so the images have a margin of their
    own, below which no repetitions lead.

    Parameters
    ----------
    first, second : sequence of float
        One number for each seed.
    least_margin : float
        The margin that the images leave between two networks: `PairedCounts.margin`. 0 for numbers
        that are not counted on images.

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
    # From the first number on: the width stays, and a group of equal numbers becomes exactly 0.
    shifted = [np.asarray(side, np.float64) - side[0] for side in (first, second)]
    if not any(side.any() for side in shifted):
        return MeanDifference(difference, least_margin or math.inf)
    interval = stats.ttest_ind(*shifted, equal_var=False).confidence_interval(1 - LEVEL)
    margin = float(interval.high - interval.low) / 2
    return MeanDifference(difference, max(margin, least_margin))


def mean_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Compute the mean of some seeds, and its 95 % interval (Student's).

    Returns
    -------
    mean, low, high : float
        The interval is as narrow as the mean where all are equal.

    Raises
    ------
    ValueError
        If there are fewer than two, which do not tell how much they scatter.
    """
    if len(values) < 2:
        raise ValueError("an interval needs at least two numbers")
    mean = math.fsum(values) / len(values)
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    reach = float(stats.t.ppf(1 - LEVEL / 2, len(values) - 1)) * error
    return mean, mean - reach, mean + reach


@dataclass(frozen=True, slots=True)
class PairedCounts:
    """Two networks on the same images.

    Attributes
    ----------
    both_right, both_wrong : int
        Images on which they agree.
    only_first, only_second : int
        Images that only one of them predicts correctly.
    probability : float
        The chance of a split at least this uneven if both were equally good (McNemar's test,
        exact).
    """

    both_right: int
    both_wrong: int
    only_first: int
    only_second: int
    probability: float

    @property
    def is_distinguishable(self) -> bool:
        """Return whether networks that are equally good would rarely differ so much (5 %)."""
        return self.probability < LEVEL

    @property
    def margin(self) -> float:
        """Return half of the 95 % interval of the difference in accuracy, 0 to 1 and above 0.

        How much other images of the same kind could have changed it. Half an image is added to
        each count (A. Agresti, Y. Min, 2005), for no disagreement on a few images does not
        promise none on others; and to the margin, for a difference is a whole number of images.
        """
        one, other = self.only_first + 0.5, self.only_second + 0.5
        count = self.both_right + self.both_wrong + 1 + one + other
        variance = (one + other - (one - other) ** 2 / count) / count**2
        return DEVIATIONS_FOR_95_PERCENT * math.sqrt(variance) + 0.5 / count


def compare_paired(first: Evaluation, second: Evaluation) -> PairedCounts:
    """Compare two networks image by image (Q. McNemar, 1947; exact binomial test).

    Only images that one predicts correctly and the other does not count; between networks that
    are equally good, each of them would be a fair coin.

    Raises
    ------
    ValueError
        If the images are not the same.
    """
    if not np.array_equal(first.labels, second.labels):
        raise ValueError("both must have read the same images")
    one, other = first.is_correct, second.is_correct
    only_first, only_second = int((one & ~other).sum()), int((other & ~one).sum())
    tossed = only_first + only_second
    return PairedCounts(
        both_right=int((one & other).sum()),
        both_wrong=int((~one & ~other).sum()),
        only_first=only_first,
        only_second=only_second,
        probability=float(stats.binomtest(only_first, tossed).pvalue) if tossed else 1.0,
    )
