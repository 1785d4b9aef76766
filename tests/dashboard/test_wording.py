"""Numbers in words: never more digits than mean something."""

import re
from pathlib import Path

import pytest

import dashboard
from dashboard.wording import (
    column_percent,
    data_size,
    duration,
    how_often,
    listed,
    minus_log,
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
        (4_999 / 5_000, "> 99.9 %"),
        (float("nan"), "no number"),
    ],
)
def test_percent_rounds_nothing_to_all_or_none(share, words):
    assert percent(share) == words


@pytest.mark.parametrize(
    ("share", "decimals", "shown"),
    [
        (4_999 / 5_000, 1, "99.9"),
        (1 / 5_000, 1, "0.1"),
        (4_999 / 5_000, 2, "99.98"),
        (1.0, 1, "100.0"),
        (0.0, 1, "0.0"),
        (0.9744, 1, "97.4"),
    ],
)
def test_column_rounds_nothing_to_all_or_none(share, decimals, shown):
    assert f"{column_percent(share, decimals):.{decimals}f}" == shown


def test_loss_of_a_probability_that_is_too_small_is_not_the_logarithm_of_0():
    assert minus_log(0.25, 1.3863) == "-ln 0.25"
    assert minus_log(0.0, 230.25851) == "-ln of a probability near 10^-100"
    assert minus_log(1.0, 0.0) == "-ln 1"


# A share that a format of d3 or of a column would round, and where it may stand: axes have ticks.
ROUNDED = re.compile(r"""(Tooltip|Text)\([^()]*format=["']\.\d%["']|:\.\d%\}""")


def test_no_tooltip_rounds_a_share_by_itself():
    folder = Path(dashboard.__file__).parent
    # The widths of bars are no words.
    found = [
        path.name
        for path in folder.rglob("*.py")
        if ROUNDED.search(path.read_text(encoding="utf-8")) and path.name != "bars.py"
    ]
    # Confidence thresholds are whole per cent.
    assert set(found) <= {"coverage.py"}


def test_guard_finds_a_tooltip_that_rounds():
    assert ROUNDED.search('alt.Tooltip("share:Q", title="Is", format=".1%")')
    assert ROUNDED.search('f"{share:.2%}"')
    assert not ROUNDED.search('alt.Axis(format=".0%")')


def test_accuracy_says_of_how_many():
    assert percent_of(9_740, 10_000) == "97.4 % (9,740 of 10,000)"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 s"), (90, "90.0 s"), (90.1, "1.5 min"), (600, "10.0 min")]
)
def test_long_times_are_minutes(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (784, "784 B"),
        (203_560, "203.6 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (43_120_000, "43.1 MB"),
    ],
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


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], ""),
        ([3], "3"),
        ([1, 2], "1, 2"),
        ([5, 1, 2, 3, 4, 8], "1 to 5, 8"),
        ([0, 0, 7, 8, 9], "0, 7 to 9"),
    ],
)
def test_numbers_that_follow_each_other_are_listed_shorter(numbers, words):
    assert listed(numbers) == words
