"""What of an own set is learned from, and what it is tested with: other persons, if it can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.digits import DigitSplit
from core.data.own.own_set import OwnSet
from core.errors import OwnSetError

# Of each class one image to test with, and two to learn from and to validate with.
MIN_OF_CLASS, MIN_LEFT = 3, 2
TEST_FRACTION = 1 / 5
SEED = 0


@dataclass(frozen=True, slots=True, eq=False)
class OwnParts:
    """An own set, split for honest use; the same set always in the same way.

    Attributes
    ----------
    pool : DigitSplit
        What can be learned from; validation images are split off it as of every data set.
    test : DigitSplit
        About a fifth, kept apart.
    is_test : bool array of shape (n,)
        Which images those are.
    by_others : bool
        Whether nobody who wrote test images has written any of the others.
    """

    pool: DigitSplit
    test: DigitSplit
    is_test: np.ndarray
    by_others: bool


def own_parts(own: OwnSet) -> OwnParts:
    """Split a set.

    Whole persons are tested with, as far as every class stays in training: whoever knows a hand
    from training reads it better than a new one. Where there are too few persons, of each class a
    fifth of the images.

    Raises
    ------
    OwnSetError
        If a class has fewer than three images; it is named.
    """
    check_enough(own)
    is_test, by_others = _whole_persons(own), True
    if not is_test.any():
        is_test, by_others = _fifth_of_each_class(own), False
    whole = own.split()
    pool, test = (whole.take(np.flatnonzero(rows)) for rows in (~is_test, is_test))
    return OwnParts(pool, test, is_test, by_others)


def check_enough(own: OwnSet) -> None:
    """Check that there is enough of each class; raises OwnSetError, which says of which not."""
    counts = np.bincount(own.labels, minlength=len(own.class_names))
    few = [
        f"{name} ({count})"
        for name, count in zip(own.class_names, counts.tolist(), strict=True)
        if count < MIN_OF_CLASS
    ]
    if few:
        more = f" and {len(few) - 6} more" if len(few) > 6 else ""
        raise OwnSetError(
            f"Each class takes {MIN_OF_CLASS} images at least: to learn from, to validate with and "
            f"to test with. Collect more of {', '.join(few[:6])}{more}."
        )


def _fifth_of_each_class(own: OwnSet) -> np.ndarray:
    random, is_test = np.random.default_rng(SEED), np.zeros(len(own), bool)
    for label in range(len(own.class_names)):
        rows = random.permutation(np.flatnonzero(own.labels == label))
        is_test[rows[: max(1, round(TEST_FRACTION * len(rows)))]] = True
    return is_test


def _whole_persons(own: OwnSet) -> np.ndarray:
    """Choose whole persons, those with fewest images first; none where it cannot be."""
    is_test = np.zeros(len(own), bool)
    persons, counts = np.unique(own.persons, return_counts=True)
    for person in persons[np.argsort(counts, kind="stable")]:
        more = is_test | (own.persons == person)
        left = np.bincount(own.labels[~more], minlength=len(own.class_names))
        if left.min() < MIN_LEFT or more.mean() > 1 / 2:
            break
        is_test = more
        if is_test.mean() >= TEST_FRACTION:
            break
    return is_test
