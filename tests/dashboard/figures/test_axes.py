"""Labels of axes are written as numbers are everywhere else."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import pytest

from dashboard.figures.axes import PERCENT, PLAIN
from dashboard.figures.svg import to_svg


def labels_of(low: float, high: float, axis: alt.Axis, kind: str) -> list[str]:
    """Draw an axis and read what stands at its ticks."""
    rows = pd.DataFrame({"value": [low, high]})
    scale = alt.Scale(type=kind, nice=False, zero=False)
    x = alt.X("value:Q", scale=scale, axis=axis)
    svg = to_svg(alt.Chart(rows).mark_point().encode(x=x))
    return [text for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg) if text != "value"]


@pytest.mark.parametrize(("low", "high"), [(1e-5, 1.0), (0.001, 10.0), (10.0, 100_000.0)])
def test_logarithmic_axes_have_no_exponents(low, high):
    labels = list(filter(None, labels_of(low, high, alt.Axis(format=PLAIN), "log")))
    assert len(labels) > 2
    assert not any("e" in label for label in labels)
    numbers = [float(label.replace(",", "")) for label in labels]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == pytest.approx(low)


def test_percentages_have_a_space_and_only_decimals_that_are_needed():
    assert "50 %" in labels_of(0.0, 1.0, PERCENT, "linear")
    narrow = labels_of(0.97, 0.99, PERCENT, "linear")
    assert len(set(narrow)) == len(narrow), "no two ticks are written alike"
    assert "98 %" in narrow
    assert "97.2 %" in narrow
