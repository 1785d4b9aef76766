"""A drawn curve is checked like any message, and compared without a grade."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison.drawn_curve import (
    COLUMNS,
    DRAWABLE,
    checked_curve,
    compare_drawn,
    in_columns,
    shape_of,
)
from core.errors import PredictionError
from tests.any_input import JSON_VALUES

TIMES = np.linspace(0, 1, COLUMNS)


@pytest.mark.parametrize(
    ("heights", "shape"),
    [
        (0.9 - 0.8 * np.exp(-10 * TIMES), "rises fast, then levels off"),
        (0.1 + 0.7 * TIMES, "rises all the way"),
        (0.9 * np.exp(-10 * TIMES), "falls fast, then levels off"),
        (0.9 - 0.7 * TIMES, "falls all the way"),
        (0.1 + 0.02 * np.sin(20 * TIMES), "stays flat"),
        (0.9 - 0.8 * np.sin(np.pi * TIMES), "falls, then rises"),
        (0.1 + 0.8 * np.sin(np.pi * TIMES), "rises, then falls"),
        (np.where(TIMES > 0.9, math.nan, 0.5), "diverges"),
        (0.9 + 5 * TIMES, "diverges"),
    ],
)
@pytest.mark.parametrize("top", [1.0, 2.5])
def test_shape_is_what_one_sees(heights, shape, top):
    assert shape_of(heights * top, top) == shape


@pytest.mark.parametrize("measure", DRAWABLE)
def test_the_four_ready_curves_differ_in_shape_and_are_curves(measure):
    kind = DRAWABLE[measure]
    curves = [kind.curve(ready) for ready in kind.ready]
    assert [checked_curve(list(curve), measure) for curve in curves] == curves
    assert len({shape_of(curve, kind.top) for curve in curves}) == 4


def test_ready_curve_does_what_its_title_says():
    for kind in DRAWABLE.values():
        for ready in kind.ready:
            shape = shape_of(kind.curve(ready), kind.top)
            expected = {"stays at guessing": "stays flat"}
            assert shape == expected.get(ready.title.lower(), ready.title.lower())


@given(JSON_VALUES, st.sampled_from([*DRAWABLE, "", "__class__"]))
def test_whatever_a_browser_sends_is_a_curve_or_refused(values, measure):
    with pytest.raises(PredictionError, match="draw again"):
        checked_curve(values, measure)


@pytest.mark.parametrize("value", [math.nan, math.inf, -0.01, 1.01, True, None, "0.5", 10**400])
def test_one_value_that_is_none_spoils_the_curve(value):
    with pytest.raises(PredictionError):
        checked_curve([0.5] * (COLUMNS - 1) + [value], "accuracy")


def test_columns_hold_the_mean_of_the_points_around_them():
    steps = np.arange(1, 401)
    values = steps / 400
    columns = in_columns(steps, values, 400)
    assert len(columns) == COLUMNS
    # Around column 20, step 200, are the steps 195 to 205; halves go to even columns.
    assert columns[20] == pytest.approx(0.5)
    assert columns[40] == pytest.approx(values[394:].mean())


def test_few_points_are_joined_and_a_run_that_ended_early_is_read_as_far_as_it_went():
    columns = in_columns([10, 20], [0.2, 0.6], 40)
    assert len(columns) == 21
    assert columns[15] == pytest.approx(0.4)
    assert columns[0] == 0.2


def test_difference_is_told_with_both_ends():
    drawn = tuple(np.full(COLUMNS, 0.9))
    found = compare_drawn(drawn, [0, 100], [0.8, 0.8], 100, "accuracy")
    assert (found.drawn_end, found.real_end) == (pytest.approx(0.9), pytest.approx(0.8))
    assert found.apart == pytest.approx(0.1)
    assert found.sentence == (
        "You drew an end at 90.0 %, and the real curve came to 80.0 %, 10.0 percentage points "
        "lower. Both curves have the same shape: each stays flat."
    )
    assert found.has_the_shape
    assert not found.ends_near
    assert compare_drawn(drawn, [0, 100], [0.86, 0.86], 100, "accuracy").ends_near


def test_a_run_that_diverges_is_no_error():
    drawn = DRAWABLE["loss"].curve(DRAWABLE["loss"].ready[0])
    found = compare_drawn(drawn, [1, 2, 3], [2.3, 900.0, math.inf], 40, "loss")
    assert found.real_shape == "diverges"
    assert not found.ends_near
    assert "The real one diverges" in found.sentence
    assert math.isfinite(found.apart)


def test_no_sentence_grades():
    drawn = DRAWABLE["loss"].curve(DRAWABLE["loss"].ready[1])
    sentence = compare_drawn(drawn, [1, 40], [2.3, 0.2], 40, "loss").sentence.lower()
    assert not any(word in sentence for word in ("wrong", "right", "correct", "good", "bad"))
