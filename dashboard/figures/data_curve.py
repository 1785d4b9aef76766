"""Accuracy against the number of training images, for each way to learn from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from dashboard.figures.axes import PERCENT, PLAIN
from dashboard.figures.palette import CATEGORIES
from dashboard.figures.percentages import percent_tooltip, percent_words

HEIGHT = 360


def data_curve_figure(curves: Mapping[str, Mapping[int, Sequence[float]]]) -> alt.LayerChart:
    """Draw the mean accuracy of each way, and from the smallest to the largest of its seeds.

    Parameters
    ----------
    curves : mapping
        For each way, by number of training images, accuracies from 0 to 1.
    """
    names = list(curves)
    rows = pd.DataFrame(
        [
            (name, images, sum(found) / len(found), min(found), max(found), len(found))
            for name, by_images in curves.items()
            for images, found in by_images.items()
        ],
        columns=["way", "images", "mean", "low", "high", "seeds"],
    )
    color = alt.Color(
        "way:N",
        title=None,
        scale=alt.Scale(domain=names, range=list(CATEGORIES[: len(names)])),
        # Below each other: beside each other they do not fit on a phone.
        legend=alt.Legend(orient="top", direction="vertical", symbolOpacity=1),
    )
    base = (
        alt.Chart(rows)
        .transform_calculate(**percent_words("mean", "low", "high"))
        .encode(
            x=alt.X(
                "images:Q",
                title="Training images, of all classes together",
                scale=alt.Scale(type="log", nice=False, padding=12),
                axis=alt.Axis(format=PLAIN),
            ),
            color=color,
        )
    )
    reach = base.mark_area(opacity=0.15).encode(
        y=alt.Y(
            "low:Q", title="Validation accuracy", axis=PERCENT, scale=alt.Scale(zero=False)
        ).stack(None),
        y2="high:Q",
    )
    line = base.mark_line(strokeWidth=2).encode(y="mean:Q")
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        y="mean:Q",
        shape=alt.Shape("way:N", legend=None, scale=alt.Scale(domain=names)),
        tooltip=[
            alt.Tooltip("way:N", title="How"),
            alt.Tooltip("images:Q", title="Training images", format=","),
            percent_tooltip("mean", "Mean accuracy"),
            percent_tooltip("low", "Smallest"),
            percent_tooltip("high", "Largest"),
            alt.Tooltip("seeds:Q", title="Seeds"),
        ],
    )
    return alt.LayerChart(layer=[reach, line, dots]).properties(height=HEIGHT)
