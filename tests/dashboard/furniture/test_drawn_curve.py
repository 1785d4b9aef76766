"""What the chart to draw in is told, and what of its messages is believed."""

from __future__ import annotations

import pytest

from core.comparison import COLUMNS, DRAWABLE
from core.errors import PredictionError
from dashboard.furniture.drawn_curve import chart_data, read_curve

CURVE = [0.5] * COLUMNS


def test_a_curve_of_this_chart_is_read_and_a_cleared_one_is_none():
    assert read_curve({"name": "a", "values": CURVE}, "accuracy", "a") == tuple(CURVE)
    assert read_curve({"name": "a", "values": None}, "accuracy", "a") is None


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "curve",
        [CURVE],
        {"values": CURVE},
        {"name": "another", "values": CURVE},
        {"name": "a"},
        {"name": "a", "values": [*CURVE, 0.5]},
        {"name": "a", "values": [*CURVE[1:], float("nan")]},
    ],
)
def test_anything_else_is_refused_in_a_sentence(sent):
    with pytest.raises(PredictionError, match="draw again"):
        read_curve(sent, "accuracy", "a")


@pytest.mark.parametrize("measure", DRAWABLE)
def test_axes_begin_at_0_and_end_where_the_live_curves_do(measure):
    data = chart_data(measure, total_steps=4_300, values=None, name="a")
    assert data["steps"][0][1] == "0"
    assert data["steps"][-1] == (1, "4,300")
    assert data["ticks"][-1][0] == data["top"] == {"accuracy": 1.0, "loss": 2.5}[measure]
    assert data["chance_words"] == {"accuracy": "guessing: 10 %", "loss": "guessing: 2.30"}[measure]
