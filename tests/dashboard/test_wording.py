"""Numbers in words: never more digits than mean something."""

import pytest

from dashboard.wording import (
    data_size,
    duration,
    how_often,
    percent,
    percent_of,
    times,
    with_article,
)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.974, "97.4 %"),
        (0.0, "0.0 %"),
        (1.0, "100.0 %"),
        (0.99999, "> 99.9 %"),
        (0.00001, "< 0.1 %"),
        (0.0005, "0.1 %"),
    ],
)
def test_percent_rounds_nothing_to_all_or_none(share, words):
    assert percent(share) == words


def test_accuracy_says_of_how_many():
    assert percent_of(9_740, 10_000) == "97.4 % (9,740 of 10,000)"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 s"), (90, "90.0 s"), (90.1, "1.5 min"), (600, "10.0 min")]
)
def test_long_times_are_minutes(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"), [(784, "784 B"), (203_560, "203.6 kB"), (43_120_000, "43.1 MB")]
)
def test_data_sizes_are_decimal(count, words):
    assert data_size(count) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "never"), (1, "once"), (2, "2 times"), (1_200, "1,200 times")]
)
def test_how_often_is_said_as_people_say_it(number, words):
    assert times(number) == words


def test_only_eight_begins_with_a_vowel():
    assert [with_article(digit) for digit in range(10)] == [
        *(f"a {digit}" for digit in range(8)),
        "an 8",
        "a 9",
    ]


@pytest.mark.parametrize(
    ("number", "words"), [(0, "never learned"), (1, "learned once"), (1200, "learned 1,200 times")]
)
def test_how_often_something_was_done_is_a_sentence(number, words):
    assert how_often("learned", number) == words
