"""Training, validation and test images of an own set: by person where there are enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.digits import DigitSplit
from core.data.own.own_set import OwnSet
from core.errors import OwnSetError

# Of each class at least one image in each part.
MIN_OF_CLASS = 3
PART = 1 / 5
SEED = 0


@dataclass(frozen=True, slots=True, eq=False)
class OwnParts:
    """An own set, split for honest use; the same set always in the same way.

    Attributes
    ----------
    train, validation, test : DigitSplit
        Without a common image.
    test_by_others, validation_by_others : bool
        Whether nobody who wrote in it has written in the parts before.
    """

    train: DigitSplit
    validation: DigitSplit
    test: DigitSplit
    test_by_others: bool
    validation_by_others: bool


def own_parts(own: OwnSet) -> OwnParts:
    """Split a set: about a fifth to test with, of the rest a fifth to validate with.

    Whole persons go to one side, as far as every class stays on the other one: whoever knows a
    hand from training reads it better than a new one. Where there are too few persons, of each
    class a fifth of the images.

    Raises
    ------
    OwnSetError
        If a class has fewer than three images; it is named.
    """
    check_enough(own)
    test, test_by_others = _apart(own, np.arange(len(own)), "test")
    pool = np.setdiff1d(np.arange(len(own)), test)
    validation, validation_by_others = _apart(own, pool, "validation")
    train = np.setdiff1d(pool, validation)
    whole = own.split()
    parts = (whole.take(rows) for rows in (train, validation, test))
    return OwnParts(*parts, test_by_others, validation_by_others)


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


def _apart(own: OwnSet, pool: np.ndarray, part: str) -> tuple[np.ndarray, bool]:
    """Choose rows of a pool to keep apart: of whole persons, or else a fifth of each class."""
    found = _whole_persons(own, pool, keep=2 if part == "test" else 1)
    if found is not None:
        return found, True
    random = np.random.default_rng(SEED)
    apart = []
    for label in range(len(own.class_names)):
        rows = random.permutation(pool[own.labels[pool] == label])
        apart.append(rows[: max(1, round(PART * len(rows)))])
    return np.sort(np.concatenate(apart)), False


def _whole_persons(own: OwnSet, pool: np.ndarray, *, keep: int) -> np.ndarray | None:
    """Choose whole persons, those with fewest images first; None where it cannot be.

    What they leave has `keep` images of each class at least.
    """
    names, counts = np.unique(own.persons[pool], return_counts=True)
    apart = np.zeros(len(pool), bool)
    for person in names[np.argsort(counts, kind="stable")]:
        more = apart | (own.persons[pool] == person)
        left = np.bincount(own.labels[pool[~more]], minlength=len(own.class_names))
        if left.min() < keep or more.mean() > 1 / 2:
            break
        apart = more
        if apart.mean() >= PART:
            break
    return pool[apart] if apart.any() else None
