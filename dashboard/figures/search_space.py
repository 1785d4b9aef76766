"""What a search may try, one line for each setting, and what its trials reached there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import altair as alt
import pandas as pd

from dashboard.figures.axes import PERCENT_LABELS
from dashboard.figures.palette import CONTEXT, LOW_TO_HIGH, MARKED
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.figures.theme import WORDS

LINE_HEIGHT = 58


def search_space_figure(
    names: Sequence[str], ends: pd.DataFrame, now: pd.DataFrame, trials: pd.DataFrame
) -> alt.LayerChart:
    """Draw the lines with their ends, the settings as prepared, and a mark for each trial.

    Parameters
    ----------
    names : sequence of str
        The settings, from top to bottom.
    ends : DataFrame
        ``setting``, ``place`` (0 or 1) and ``words``: two rows for each setting.
    now : DataFrame
        ``setting``, ``place`` (0 to 1) and ``words``: at most one row for each setting.
    trials : DataFrame
        ``setting``, ``place``, ``words``, ``trial`` and ``accuracy``, 0 to 1; perhaps empty.

    Returns
    -------
    alt.LayerChart
        The marks of the trials are the darker and warmer, the better they were.
    """
    y = alt.Y(
        "setting:N",
        title=None,
        scale=alt.Scale(domain=list(names)),
        axis=alt.Axis(ticks=False, domain=False, labelLimit=140),
    )
    x = alt.X("place:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    line = (
        alt.Chart(ends)
        .mark_line(color=CONTEXT, opacity=0.45, strokeWidth=6)
        .encode(x=x, y=y, detail="setting:N")
    )
    words = [
        mark(dy=18, color=WORDS, fontSize=11).encode(x=x, y=y, text="words:N")
        for mark in (
            partial(alt.Chart(ends[ends["place"] == 0]).mark_text, align="left"),
            partial(alt.Chart(ends[ends["place"] == 1]).mark_text, align="right"),
        )
    ]
    prepared = (
        alt.Chart(now)
        .mark_point(
            shape="triangle-down", size=90, filled=True, color=MARKED, opacity=1, yOffset=-15
        )
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("setting:N", title="As prepared"),
                alt.Tooltip("words:N", title="Value"),
            ],
        )
    )
    layers = [line, *words, prepared]
    if len(trials):
        ticks = (
            alt.Chart(trials)
            .transform_calculate(**percent_words("accuracy"))
            .mark_tick(thickness=4, size=24, opacity=0.9)
            .encode(
                x=x,
                y=y,
                color=alt.Color(
                    "accuracy:Q",
                    scale=alt.Scale(range=list(LOW_TO_HIGH)),
                    legend=alt.Legend(
                        orient="top", title="Accuracy", labelExpr=PERCENT_LABELS, tickCount=3
                    ),
                ),
                order="accuracy:Q",
                tooltip=[
                    alt.Tooltip("trial:Q", title="Trial"),
                    alt.Tooltip("setting:N", title="Setting"),
                    alt.Tooltip("words:N", title="Value"),
                    percent_tooltip("accuracy", "Accuracy"),
                ],
            )
        )
        layers.insert(1, ticks)
    return alt.LayerChart(layer=layers).properties(height=LINE_HEIGHT * len(names))
