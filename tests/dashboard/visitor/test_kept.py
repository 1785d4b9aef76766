"""Each kind that stays with a workspace is read back as it was; nonsense is refused."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison import RangeTest, Rung
from core.comparison.data_curve import DataPoint
from core.config import TrainConfig
from core.data import DIGIT_NAMES, DigitSplit
from core.data.own import OwnSet, OwnSets, added
from core.data.own.own_sets import MAX_READ
from core.errors import StoreError
from core.kept import Kept
from core.runs.kept_files import kept_bytes, kept_from
from dashboard.visitor.compared import DataCurves, Ladders, LastRangeTest
from dashboard.visitor.label_review import LabelReview, LabelReviews
from dashboard.visitor.my_data import IN_FILES, KINDS
from tests.any_input import JSON_VALUES, outcome_of

CONFIG = TrainConfig(dataset="digits", train_size=200, validation_size=100, label_noise=0.1)
HOUSE = ("core.", "dashboard.")
NAMES = ["", "labels", "ladders", "predictions", "reviews"]
CHOICE = ("digits", 200, 100, 3, 2)


def read_back(state):
    return kept_from(type(state), kept_bytes(state))


@pytest.fixture
def run(tiny_digits):
    """What a review asks of a run."""
    return SimpleNamespace(
        config=CONFIG, job=SimpleNamespace(run=SimpleNamespace(data=tiny_digits))
    )


@pytest.fixture
def reviews(run):
    """Reviews with one of which three networks have said what they think."""
    found = LabelReviews()
    review = found.of(run)
    review.suspects = np.array([7, 3, 150])
    review.probabilities = np.full((3, 10), 0.1, np.float32)
    review.vote(4)
    review.relabel(4)
    review.vote(None)
    review.keep()
    return found


def own_sets(count: int) -> OwnSets:
    one = OwnSet.empty(DIGIT_NAMES)
    return OwnSets([added(one, np.zeros((count, 28, 28), np.uint8), np.ones(count), 1)])


def rung(**changes) -> Rung:
    measured = {"correct": 90, "total": 100, "parameters": 7_840}
    seconds = {"learning_seconds": 0.5, "reading_seconds": 0.25}
    return replace(Rung.of("mean_image", **measured, **seconds), **changes)


POINT = DataPoint("scratch", images=50, seed=0, correct=71, total=100)


def range_test() -> LastRangeTest:
    found = RangeTest(np.geomspace(1e-5, 1, 5), np.array([2.3, 2.2, 1.9, 1.5, 9.0]), 0.01)
    return LastRangeTest(CONFIG, found)


def test_review_goes_on_where_it_was(reviews, run):
    again = read_back(reviews).of(run)
    review = reviews.of(run)
    assert (again.votes, again.marks, again.kept) == ({7: 4, 3: None}, {7: 4}, {3})
    assert again.position == review.position == 2
    assert again.row == 150
    assert np.array_equal(again.suspects, review.suspects)
    assert np.array_equal(again.probabilities, review.probabilities)
    assert np.array_equal(again.answers, review.probabilities[2])
    assert again.undecided == [150]
    assert again.corrected(CONFIG).corrections == ((7, 4),)


def test_every_change_of_a_review_is_told(reviews, run):
    told, review = [], read_back(reviews)
    review.on_change(lambda: told.append(review.to_note()))
    mine = review.of(run)
    for change in (mine.leave_out, mine.leave_out_undecided, mine.forget_marks):
        change()
    mine.bring_marks_back()
    assert len(told) == 4
    assert told[-1] == review.to_note()


def test_review_that_nobody_opened_again_stays(reviews):
    assert read_back(read_back(reviews)).to_note() == read_back(reviews).to_note()


def test_ladder_is_read_back_with_its_titles():
    ladders = Ladders()
    ladders.keep(CHOICE, [rung(), Rung.of("cnn", **_measured(rung()))])
    found = read_back(ladders).by_choice
    assert found == ladders.by_choice
    assert found[CHOICE][0].title == "Mean image"


def _measured(rung: Rung) -> dict:
    names = ("correct", "total", "parameters", "learning_seconds", "reading_seconds")
    return {name: getattr(rung, name) for name in names}


def test_shorter_climb_does_not_replace_a_longer_one():
    ladders = Ladders()
    ladders.keep(CHOICE, [rung(), rung()])
    ladders.keep(CHOICE, [rung(correct=1)])
    assert ladders.by_choice[CHOICE] == [rung(), rung()]
    other = Ladders({CHOICE: [rung()], (*CHOICE[:4], 9): [rung()]})
    assert ladders.merge(other) == 1
    assert ladders.by_choice[CHOICE] == [rung(), rung()]


def test_curve_over_the_number_of_images_is_read_back_and_a_shorter_one_replaces_none():
    curves = DataCurves()
    curves.keep(CONFIG, [POINT, replace(POINT, seed=1)])
    curves.keep(CONFIG, [POINT])
    assert read_back(curves).by_config == {CONFIG: [POINT, replace(POINT, seed=1)]}
    assert curves.merge(DataCurves({CONFIG: [POINT], TrainConfig(): [POINT]})) == 1
    assert len(curves.by_config[CONFIG]) == 2


def test_range_test_is_read_back_as_it_was():
    test = range_test()
    found = read_back(test)
    assert found.config == CONFIG
    assert np.array_equal(found.found.rates, test.found.rates)
    assert np.array_equal(found.found.losses, test.found.losses)
    assert found.found.suggestion == 0.01
    assert read_back(LastRangeTest()).found is None


def test_what_is_there_is_not_replaced_by_what_comes(reviews, run):
    here = LabelReviews()
    here.of(run)  # Opened, and nothing done.
    assert here.merge(read_back(reviews)) == 1
    assert here.of(run).marks == {7: 4}
    assert here.merge(read_back(reviews)) == 0
    mine, theirs = range_test(), LastRangeTest(TrainConfig(), range_test().found)
    assert mine.merge(theirs) == 0
    assert mine.config == CONFIG
    assert LastRangeTest().merge(theirs) == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (own_sets(1), "1 image of your own"),
        (Ladders({CHOICE: [rung()]}), "1 baseline ladder"),
        (range_test(), "1 range test"),
        (DataCurves({CONFIG: [POINT]}), "1 curve over the number of images"),
    ],
)
def test_each_kind_says_how_much_there_is(state, words):
    assert state.in_words() == words
    assert type(state)().in_words() == ""


def test_names_of_files_are_those_of_one_kind_each():
    assert len({kind.kept_as for kind in KINDS}) == len(KINDS)


def all_below(kind: type) -> list[type]:
    """Every class below another one, but for those that only others are made of."""
    below = [one for child in kind.__subclasses__() for one in (child, *all_below(child))]
    return [one for one in below if not inspect.isabstract(one)]


def test_no_kind_is_left_behind_when_a_workspace_goes_out():
    written = [kind for kind in all_below(Kept) if kind.__module__.startswith(HOUSE)]
    assert set(written) == set(IN_FILES)


# Must not happen


def odd_digits(**changes) -> bytes:
    """Write digits as they were written before there were other sets."""
    [note] = json.loads(kept_bytes(own_sets(2)))["sets"]
    old = {name: note[name] for name in ("labels", "images")}
    return json.dumps({"format": 1} | old | changes).encode()


def odd_rung(**changes) -> bytes:
    note = json.loads(kept_bytes(Ladders({CHOICE: [rung()]})))
    note["ladders"][0]["rungs"][0] |= changes
    return json.dumps(note).encode()


def odd_point(**changes) -> bytes:
    note = json.loads(kept_bytes(DataCurves({CONFIG: [POINT]})))
    note["curves"][0]["points"][0] |= changes
    return json.dumps(note).encode()


def odd_test(**changes) -> bytes:
    note = json.loads(kept_bytes(range_test()))
    note["test"] |= changes
    return json.dumps(note).encode()


ODD = {
    "more labels": (OwnSets, odd_digits(labels=[1, 2, 3])),
    "a label that is no digit": (OwnSets, odd_digits(labels=[1, 10])),
    "a label that is true": (OwnSets, odd_digits(labels=[1, True])),
    "images that are none": (OwnSets, odd_digits(images=None)),
    "images of another shape": (
        OwnSets,
        odd_digits(images={"dtype": "uint8", "shape": [2, 3, 3], "base64": "AAAA"}),
    ),
    "a method that nobody knows": (Ladders, odd_rung(name="magic")),
    "a method that is a list": (Ladders, odd_rung(name=["mlp"])),
    "more right than there are": (Ladders, odd_rung(correct=101)),
    "endless seconds": (Ladders, odd_rung(reading_seconds=float("inf"))),
    "a way that nobody knows": (DataCurves, odd_point(way="magic")),
    "a way that is a list": (DataCurves, odd_point(way=["scratch"])),
    "more right than images": (DataCurves, odd_point(correct=101)),
    "a wrong suggestion": (LastRangeTest, odd_test(suggestion=-1)),
    "rates without losses": (LastRangeTest, odd_test(losses={"dtype": "float64"})),
    "a test of impossible settings": (LastRangeTest, odd_test(config={"epochs": -1})),
}


@pytest.mark.parametrize(("kind", "content"), ODD.values(), ids=ODD.keys())
def test_odd_content_is_refused(kind, content):
    with pytest.raises(StoreError):
        kept_from(kind, content)


def test_too_many_digits_are_refused():
    with pytest.raises(StoreError):
        read_back(own_sets(MAX_READ + 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"suspects": [1.5, 2, 3]},
        {"suspects": [1]},
        {"suspects": "123"},
        {"position": 3},
        {"position": -1},
        {"probabilities": None},
        {"probabilities": {"dtype": "float32", "shape": [0, 10], "base64": ""}},
        {"votes": [[7, 10]]},
        {"votes": [7]},
        {"marks": {"7": 4}},
        {"kept": [[7]]},
    ],
)
def test_odd_review_is_refused(reviews, changes):
    note = json.loads(kept_bytes(reviews))
    note["reviews"][0]["review"] |= changes
    with pytest.raises(StoreError):
        kept_from(LabelReviews, json.dumps(note).encode())


def test_probabilities_that_are_no_numbers_are_refused(reviews, run):
    reviews.of(run).probabilities[0, 0] = np.nan
    with pytest.raises(StoreError):
        read_back(reviews)


def test_review_of_images_that_are_not_there_begins_anew(reviews, run):
    reviews.of(run).marks[100_000] = None
    again = read_back(reviews).of(run)
    assert again.probabilities is None
    assert again.marks == {}


def test_reviews_of_a_split_hold_no_images(reviews):
    # Its labels and images come with the data, however large that is.
    assert len(kept_bytes(reviews)) < 2_000


@given(st.sampled_from(KINDS), st.sampled_from(NAMES), JSON_VALUES)
def test_any_json_is_read_or_refused(kind, name, value):
    note = {"format": 1, name: [value], "test": value, "images": value} if name else value
    content = json.dumps(note).encode()
    outcome_of(lambda: kept_from(kind, content), StoreError, megabytes=50)


def test_split_is_that_of_the_run(reviews, run, tiny_digits):
    split = read_back(reviews).of(run).split
    assert isinstance(split, DigitSplit)
    assert len(split) == len(LabelReview.of(run).split) == len(tiny_digits.train)
