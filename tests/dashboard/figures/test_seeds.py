"""Each seed has its mark, and what is said of their mean is SciPy's."""

import numpy as np
import pytest
from scipy import stats

from dashboard.figures.palette import MAIN, MARKED
from dashboard.figures.seeds import seeds_figure
from dashboard.figures.svg import to_svg


def drawn(layer, spec) -> list[dict]:
    return spec["datasets"][layer["data"]["name"]]


def test_marks_are_the_seeds_and_the_interval_is_students():
    values = {0: 0.91, 1: 0.93, 4: 0.955}
    figure = seeds_figure({"A": values, "B": {0: 0.9}}, [MAIN, MARKED])
    spec = figure.to_dict()
    reach, mean, marks = spec["layer"]
    assert drawn(marks, spec) == [
        *({"group": "A", "seed": seed, "accuracy": value} for seed, value in values.items()),
        {"group": "B", "seed": 0, "accuracy": 0.9},
    ]
    [row] = drawn(mean, spec)
    assert drawn(reach, spec) == [row], "one seed tells no interval"
    low, high = stats.t.interval(
        0.95, 2, np.mean([*values.values()]), stats.sem([*values.values()])
    )
    assert row == {
        "group": "A",
        "mean": pytest.approx(np.mean([*values.values()])),
        "low": pytest.approx(low),
        "high": pytest.approx(high),
    }
    assert to_svg(figure).startswith("<svg")


def test_a_side_without_a_finished_seed_has_its_empty_row():
    spec = seeds_figure({"A": {0: 0.9}, "B": {}}, [MAIN, MARKED]).to_dict()
    assert spec["layer"][-1]["encoding"]["y"]["scale"]["domain"] == ["A", "B"]
