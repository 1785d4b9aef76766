"""Numbers are written without exponents, and two that were chosen never alike."""

import pytest

from core.plain_numbers import exact_number, short_number
from core.setting_kinds import Number
from core.settings import SETTINGS


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (0.1, "0.1"),
        (0.0000000412, "0.0000000412"),
        (-0.02096, "-0.021"),
        (3.14159, "3.14"),
        (1234.5, "1,234"),
        (float("inf"), "inf"),
    ],
)
def test_short_number_has_three_digits_that_count_and_no_exponent(value, words):
    assert short_number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.00001, "0.00001"), (0.1, "0.1"), (10.0, "10"), (0.0312345, "0.0312345"), (0.03, "0.03")],
)
def test_chosen_numbers_are_written_exactly_and_without_exponent(value, words):
    assert exact_number(value) == words


NUMBERS = {name: row for name, row in SETTINGS.items() if isinstance(row, Number)}


@pytest.mark.parametrize("name", NUMBERS)
def test_no_value_of_a_setting_has_an_exponent_and_no_two_stops_look_alike(name):
    row = NUMBERS[name]
    offered = {*row.stops, *row.sweep, row.low, row.high}
    words = [row.written(value) for value in offered]
    assert not [word for word in words if "e-" in word or "e+" in word]
    assert len(set(words)) == len(offered)
    assert "e-" not in row.expected
    for value, word in zip(offered, words, strict=True):
        if value is not None:
            number = float(word.replace(",", "").removesuffix(" %"))
            assert number / (100 if row.is_percentage else 1) == pytest.approx(value)
