"""An own set keeps what was added, changes only as asked, and is read back as it was."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from core.data import DIGIT_NAMES, dataset_spec
from core.data.own import (
    OwnName,
    OwnSet,
    OwnSets,
    added,
    balance,
    checked_names,
    dataset_name,
    relabeled,
    removed,
)
from core.data.own.changes import in_turn
from core.errors import OwnSetError, StoreError
from core.limits import LIMITS, most
from core.runs.kept_files import MAX_KEPT_BYTES, kept_bytes, kept_from

IMAGE = np.zeros((28, 28), np.uint8)


def same(one: OwnSet, other: OwnSet) -> bool:
    return one.class_names == other.class_names and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("images", "labels", "persons")
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "There are 0 classes"),
        (["a"], "There is 1 class."),
        ([str(number) for number in range(63)], "There are 63 classes"),
        (["a", ""], "1 to 24 characters"),
        (["a", "b" * 25], "1 to 24 characters"),
        (["a", "b", " a "], "Two classes are named 'a'"),
    ],
)
def test_names_that_no_set_can_have_are_refused(names, words):
    with pytest.raises(OwnSetError, match=words):
        checked_names(names)


def test_names_lose_needless_spaces():
    assert checked_names([" big   cat", "ж"]) == ("big cat", "ж")


def test_changes_leave_the_set_before_as_it_was(five):
    before = five.to_note()
    more = added(five, IMAGE[None], [2], person=3)
    assert (len(more), more.labels[-1], more.persons[-1]) == (16, 2, 3)
    assert relabeled(five, [0, 4], 2).labels[[0, 4]].tolist() == [2, 2]
    less = removed(five, [0, 14])
    assert np.array_equal(less.images, five.images[1:14])
    assert five.to_note() == before
    with pytest.raises(ValueError, match="read-only"):
        five.labels[0] = 1


def test_counts_are_those_of_classes_and_persons(class_of_four):
    counts = balance(removed(class_of_four, [0]))
    assert counts.of_class.tolist() == [15, 16, 16]
    assert counts.persons.tolist() == [1, 2, 3, 4]
    assert counts.of_person.tolist() == [[3, 4, 4], [4, 4, 4], [4, 4, 4], [4, 4, 4]]
    assert counts.next_class == 0
    assert balance(OwnSet.empty(("a", "b"))).of_class.tolist() == [0, 0]


def test_version_tells_any_two_contents_apart(five):
    other = five.images.copy()
    other[3, 14, 14] ^= 1
    versions = {
        five.version,
        replace(five, images=other).version,
        replace(five, class_names=("0", "7", "l")).version,
        relabeled(five, [0], 1).version,
        replace(five, persons=five.persons + 1).version,
        removed(five, [14]).version,
    }
    assert len(versions) == 6
    assert OwnSet.from_note(json.loads(json.dumps(five.to_note()))).version == five.version


@pytest.mark.parametrize("names", [("0", "7", "L"), ("a,b", "50%", "%2C"), ("ж", "..", "</b>")])
def test_name_alone_says_what_the_set_is(five, names):
    own = replace(five, class_names=names)
    name = dataset_name(own)
    assert OwnName.of(name) == OwnName(own.version, 12, names, with_mnist=False)
    spec = dataset_spec(name)
    assert (spec.class_names, spec.training_images, spec.is_own) == (names, 12, True)
    assert not set(names) & set(spec.title + spec.idea + spec.program)


def test_digits_go_with_mnist_and_others_do_not(five):
    digits = OwnSet(
        DIGIT_NAMES,
        np.repeat(five.images[:10], 3, axis=0),
        np.repeat(np.arange(10), 3),
        np.ones(30, np.int64),
    )
    spec = dataset_spec(dataset_name(digits, with_mnist=True))
    assert (spec.training_images, spec.class_names) == (60_020, DIGIT_NAMES)
    assert OwnName.of(dataset_name(five, with_mnist=True)) is None


@pytest.mark.parametrize(
    "name",
    [
        "mnist",
        "own-12-0123456789abcdef-",
        "own-12-0123456789abcdef-a",
        "own-12-0123456789abcdef-a,a",
        "own-12-0123456789abcdef-a, b",
        "own-12-0123456789ABCDEF-a,b",
        "own-0-0123456789abcdef-a,b",
        "../own-12-0123456789abcdef-a,b",
        "mnist+own-12-0123456789abcdef-a,b",
        "own-12-0123456789abcdef-" + ",".join(map(str, range(63))),
        "own-12-0123456789abcdef-a%2c,b" + "x" * 4_000,
    ],
)
def test_other_names_are_no_own_sets(name):
    assert OwnName.of(name) is None


def test_sets_are_read_back_as_they_were(five, class_of_four):
    sets = OwnSets([five, replace(class_of_four, class_names=("a", "b", "<c>"))])
    again = kept_from(OwnSets, kept_bytes(sets))
    assert all(map(same, again.sets, sets.sets))
    assert again.in_words() == "63 images of your own"
    assert OwnSets().in_words() == ""


def test_digits_that_were_kept_before_there_were_sets_are_a_set():
    old = {"labels": [3, 0], "images": OwnSet.empty(DIGIT_NAMES).to_note()["images"]}
    old["images"] = added(OwnSet.empty(DIGIT_NAMES), np.stack([IMAGE, IMAGE]), [3, 0], 1).to_note()[
        "images"
    ]
    found = OwnSets.from_note(old)
    assert found.digits.labels.tolist() == [3, 0]
    assert found.digits.persons.tolist() == [1, 1]


def test_as_many_images_as_there_is_room_for_fit_into_the_file():
    count = int(LIMITS["own_images"].own)
    random = np.random.default_rng(0).integers(0, 256, (count, 28, 28), np.uint8)
    full = OwnSets([added(OwnSet.empty(DIGIT_NAMES), random, np.zeros(count), 99)])
    assert len(kept_bytes(full)) < MAX_KEPT_BYTES


@pytest.mark.parametrize(
    "change",
    [
        {"class_names": ["a"]},
        {"class_names": ["a", "a", "b"]},
        {"labels": [3] * 15},
        {"labels": [True] * 15},
        {"persons": [0] * 15},
        {"persons": [1] * 14},
        {"images": None},
    ],
)
def test_sets_that_say_nonsense_are_refused(five, change):
    content = json.dumps({"format": 1, "sets": [five.to_note() | change]}).encode()
    with pytest.raises(StoreError, match="damaged"):
        kept_from(OwnSets, content)


def test_set_that_is_there_twice_is_refused(five):
    with pytest.raises(StoreError, match="damaged"):
        kept_from(OwnSets, kept_bytes(OwnSets([five, five])))


def test_nothing_is_added_beyond_the_room(monkeypatch, five):
    monkeypatch.setenv("DIGIT_LAB_HOSTED", "1")
    sets = OwnSets()
    room = most("own_images")
    sets.add(DIGIT_NAMES, np.zeros((room - 1, 28, 28), np.uint8), np.zeros(room - 1))
    with pytest.raises(OwnSetError, match="room for 1 more"):
        sets.add(five.class_names, five.images, five.labels)
    assert len(sets) == room - 1
    assert sets.merge(OwnSets([five])) == 1
    assert len(sets) == room


def test_change_can_be_taken_back_once(five):
    sets = OwnSets([five])
    sets.put(removed(five, [1, 2]))
    sets.undo()
    assert same(sets.sets[0], five)
    sets.undo()
    assert same(sets.sets[0], five)
    sets.drop(five.class_names)
    sets.undo()
    assert sets.sets == []


def test_merging_doubles_nothing(five, class_of_four):
    sets = OwnSets([five])
    assert sets.merge(OwnSets([five])) == 0
    other = removed(class_of_four, range(40))
    assert sets.merge(OwnSets([other, OwnSet.empty(("a", "b"))])) == 8
    assert [len(own) for own in sets.sets] == [23, 0]


def test_of_too_many_as_many_of_each_class_are_taken():
    labels = np.array([0] * 50 + [1] * 3 + [2] * 20)
    own = added(OwnSet.empty(("a", "b", "c")), np.zeros((73, 28, 28), np.uint8), labels, 1)
    assert np.bincount(own.labels[in_turn(own, 23)]).tolist() == [10, 3, 10]
    assert in_turn(own, 100).tolist() == list(range(73))
