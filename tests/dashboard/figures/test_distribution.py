"""A value among many: bars count every value, and the axis reaches the mark."""

import numpy as np
import pytest

from dashboard.figures.distribution import distribution_figure


@pytest.mark.parametrize("mark", [0.5, -3.0, 9.0])
def test_distribution_counts_every_value_and_reaches_the_mark(mark):
    values = np.random.default_rng(0).normal(size=1_000)
    spec = distribution_figure(values, mark, "Pixels", ".1f").to_dict()
    rows = list(spec["datasets"].values())
    bars, marks = sorted(rows, key=len, reverse=True)[:2]
    assert sum(bar["share"] for bar in bars) == pytest.approx(1)
    for bar in bars[:-1]:
        inside = ((values >= bar["from"]) & (values < bar["to"])).mean()
        assert bar["share"] == pytest.approx(inside)
    assert marks == [{"from": mark}]
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < min(values.min(), mark)
    assert high > max(values.max(), mark)


def test_whole_numbers_each_have_a_bar():
    spec = distribution_figure(np.array([18, 20, 20, 20]), 20, "Pixels", ".0f").to_dict()
    bars = max(spec["datasets"].values(), key=len)
    assert [bar["share"] for bar in bars] == [0.25, 0, 0.75]
    assert bars[0]["from"] == 17.5


def test_shares_are_written_as_everywhere_with_a_space_before_the_sign():
    spec = distribution_figure(np.array([0.1, 0.2, 0.35]), 0.25, "Share", None).to_dict()
    bars, line, tip = spec["layer"]
    assert bars["encoding"]["x"]["axis"]["labelExpr"].endswith("' %'")
    for layer in (bars, line, tip):
        assert all("format" not in row for row in layer["encoding"]["tooltip"])
        fields = {row["field"] for row in layer["encoding"]["tooltip"]}
        assert "from in words" in fields
        words = {row["as"]: row["calculate"] for row in layer["transform"]}
        assert "' %'" in words["from in words"]
