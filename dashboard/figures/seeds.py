"""Two groups of repetitions: a dot for each seed, the mean and its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from core.comparison import mean_interval
from dashboard.figures.axes import PERCENT
from dashboard.figures.percentages import percent_tooltip, percent_words

HEIGHT = 190


def seeds_figure(
    accuracies: Mapping[str, Mapping[int, float]], colors: Sequence[str]
) -> alt.LayerChart:
    """Draw the accuracy of each seed of each group; with two seeds or more, mean and interval.

    Parameters
    ----------
    accuracies : mapping
        For each group's name, by seed, an accuracy from 0 to 1.
    colors : sequence of str
        One for each group.

    Returns
    -------
    alt.LayerChart
        The groups are the rows; hover tells seed and accuracy.
    """
    names = list(accuracies)
    dots = pd.DataFrame(
        [(name, seed, value) for name, by in accuracies.items() for seed, value in by.items()],
        columns=["group", "seed", "accuracy"],
    )
    means = pd.DataFrame(
        [
            (name, *mean_interval(list(by.values())))
            for name, by in accuracies.items()
            if len(by) > 1
        ],
        columns=["group", "mean", "low", "high"],
    )
    y = alt.Y("group:N", title=None, scale=alt.Scale(domain=names), axis=alt.Axis(ticks=False))
    color = alt.Color("group:N", legend=None, scale=alt.Scale(domain=names, range=list(colors)))
    scale, title = alt.Scale(zero=False, padding=12), "Validation accuracy"
    spread = (
        alt.Chart(means)
        .transform_calculate(**percent_words("mean", "low", "high", decimals=2))
        .encode(
            y=y,
            color=color,
            tooltip=[
                percent_tooltip("mean", "Mean"),
                percent_tooltip("low", "95 % interval from"),
                percent_tooltip("high", "to"),
            ],
        )
    )
    reach = spread.mark_rule(strokeWidth=8, opacity=0.3).encode(
        x=alt.X("low:Q", title=title, axis=PERCENT, scale=scale), x2="high:Q"
    )
    mean = spread.mark_tick(thickness=3, size=36, opacity=1).encode(x="mean:Q")
    seeds = (
        alt.Chart(dots)
        .transform_calculate(**percent_words("accuracy", decimals=2))
        .mark_point(size=80, filled=False, strokeWidth=2, opacity=1)
        .encode(
            x=alt.X("accuracy:Q", title=title, axis=PERCENT, scale=scale),
            y=y,
            color=color,
            shape=alt.Shape(
                "group:N",
                legend=None,
                scale=alt.Scale(domain=names, range=["circle", "square"][: len(names)]),
            ),
            tooltip=[
                alt.Tooltip("group:N", title="Group"),
                alt.Tooltip("seed:Q", title="Seed"),
                percent_tooltip("accuracy", "Accuracy"),
            ],
        )
    )
    # A layer without a row would be a picture of nothing to a screen reader.
    layers = [seeds] if means.empty else [reach, mean, seeds]
    return alt.LayerChart(layer=layers).properties(height=HEIGHT)
