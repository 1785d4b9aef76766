"""Two trainings on the same axes: what is drawn, and that the axes stay."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from core.comparison import COLUMNS
from dashboard.figures.twins import LONGEST, LOOKS, SHORTEST, rows_of, twin_curves
from dashboard.markup.line_legend import line_legend


def table(*values: float) -> pd.DataFrame:
    return pd.DataFrame({"step": range(1, len(values) + 1), "value": values, "loss": 0})


def twins(*faulty: float) -> pd.DataFrame:
    return rows_of(
        {"clean": {"training": table(2.0, 1.0)}, "faulty": {"validation": table(*faulty)}}
    )


def domain(figure, axis: str) -> list[float]:
    return figure.spec["layer"][-1]["encoding"][axis]["scale"]["domain"]


def test_rows_hold_the_values_of_both_twins_and_only_numbers():
    rows = twins(2.5, math.nan, math.inf)
    assert rows[["step", "value", "twin", "images"]].values.tolist() == [
        [1, 2.0, "clean", "training"],
        [2, 1.0, "clean", "training"],
        [1, 2.5, "faulty", "validation"],
    ]
    assert len(rows_of({"clean": {}, "faulty": {"training": table()}})) == 0


def test_axis_of_loss_grows_only_when_it_must_and_a_divergence_does_not_flatten_it():
    def top(*values):
        return domain(twin_curves("loss", "Loss", "nats", twins(*values), 100), "y")

    assert top() == top(2.4) == [0, 2.5]
    assert top(7.2) == [0, 8]
    assert top(1e30) == [0, 10]


@pytest.mark.parametrize("unit", ["nats", "fraction", "length"])
def test_figure_stays_the_same_object_while_its_axes_do(unit):
    first = twin_curves("accuracy", "Accuracy", unit, twins(), 100)
    second = twin_curves("accuracy", "Accuracy", unit, twins(0.5, 0.6), 100)
    assert first.spec is second.spec
    assert domain(first, "x") == [0, 100]


def test_gradients_beyond_the_axis_stand_at_its_edge():
    rows = twins(0.0, 5e9, 3.0)
    drawn = twin_curves("gradient_norm", "Gradient norm", "length", rows, 100).rows
    assert list(drawn["value"][2:]) == [SHORTEST, LONGEST, 3.0]


def test_what_was_expected_lies_under_the_real_curves():
    curve = (0.5,) * COLUMNS
    figure = twin_curves("accuracy", "Accuracy", "fraction", twins(0.4), 100, drawn=curve)
    filters = [str(layer.get("transform", "")) for layer in figure.spec["layer"]]
    place = next(i for i, text in enumerate(filters) if "'drawn')" in text and "!==" not in text)
    assert place < len(filters) - 2
    drawn = figure.rows[figure.rows["twin"] == "drawn"]
    assert list(drawn["value"]) == list(curve)
    assert (drawn["step"].iloc[0], drawn["step"].iloc[-1]) == (0, 100)


def test_no_two_twins_differ_in_color_only():
    assert len({tuple(dash) for _, dash in LOOKS.values()}) == len(LOOKS)
    html = line_legend({"<b>": LOOKS["faulty"], "clean": LOOKS["clean"]})
    assert "<b>" not in html
    assert html.count("repeating-linear-gradient") == 1
