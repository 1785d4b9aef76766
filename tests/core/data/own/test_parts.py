"""Parts have no common image, whole persons stay together, and every class is everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.own import OwnSet, added, own_parts, removed
from core.errors import OwnSetError
from tests.core.data.own.conftest import own_set


def contents(split) -> set[bytes]:
    return {image.tobytes() for image in split.images}


def test_one_person_gives_a_fifth_of_each_class(five):
    parts = own_parts(five)
    assert (len(parts.pool), len(parts.test), parts.by_others) == (12, 3, False)
    assert sorted(parts.test.labels.tolist()) == [0, 1, 2]
    assert not contents(parts.pool) & contents(parts.test)
    assert np.array_equal(five.images[parts.is_test], parts.test.images)


def test_whole_persons_are_tested_with_where_there_are_enough(class_of_four):
    parts = own_parts(class_of_four)
    hands = [set(part.writers.tolist()) for part in (parts.pool, parts.test)]
    assert parts.by_others
    assert [len(hand) for hand in hands] == [3, 1]
    assert set.union(*hands) == {1, 2, 3, 4}
    assert len(parts.pool) + len(parts.test) == len(class_of_four)


def test_person_without_whom_a_class_would_be_missing_stays_in_training(class_of_four):
    only_first = removed(
        class_of_four,
        np.flatnonzero((class_of_four.labels == 2) & (class_of_four.persons > 1)),
    )
    assert 1 not in own_parts(only_first).test.writers
    assert 2 in own_parts(only_first).pool.labels


def test_the_same_set_is_split_in_the_same_way(five):
    again = own_parts(OwnSet.from_note(five.to_note()))
    assert np.array_equal(again.test.images, own_parts(five).test.images)


def test_too_small_a_class_is_named(five):
    few = removed(five, np.flatnonzero(five.labels == 1)[:3])
    with pytest.raises(OwnSetError, match=r"Collect more of 7 \(2\)\."):
        own_parts(few)
    with pytest.raises(OwnSetError, match=r"a \(0\), b \(0\)"):
        own_parts(OwnSet.empty(("a", "b")))


@pytest.mark.parametrize("persons", [(1,), (1, 2), (1, 2, 3), (4, 7, 8, 9, 12)])
@pytest.mark.parametrize("each", [3, 4])
def test_every_class_is_in_training_whoever_wrote(each, persons):
    parts = own_parts(own_set(each, persons))
    assert np.bincount(parts.pool.labels, minlength=3).min() >= 2
    assert 0 < len(parts.test) <= len(parts.pool)


def test_one_who_wrote_nearly_all_is_not_tested_with(five):
    own = added(five, five.images[:2], five.labels[:2], person=2)
    assert set(own_parts(own).test.writers.tolist()) == {2}
