"""Where one value lies among many."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from dashboard.figures.axes import PERCENT_LABELS
from dashboard.figures.palette import MAIN, MARKED
from dashboard.figures.percentages import percent_tooltip, percent_words

BINS = 24


def distribution_figure(
    values: np.ndarray, mark: float, axis: str, number_format: str | None
) -> alt.LayerChart:
    """Draw a histogram with one value marked in it.

    Parameters
    ----------
    values : float or int array of shape (n,)
        What the histogram counts; of whole numbers each has a bar of its own.
    mark : float
        The value to mark; the axis reaches it wherever it lies.
    axis : str
        What is measured, with its unit.
    number_format : str or None
        How a value is written (d3); None for a share, which is written as per cent.

    Returns
    -------
    alt.LayerChart
        Bars with the fraction of all values as height, and a line with a triangle.
    """
    whole = np.issubdtype(values.dtype, np.integer)
    bins = np.arange(values.min(), values.max() + 2) - 0.5 if whole else BINS
    counts, edges = np.histogram(values, bins)
    bars = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "share": counts / len(values)})
    low, high = min(edges[0], mark), max(edges[-1], mark)
    room = (high - low) / 20 or 1
    written: dict[str, Any] = (
        {"format": number_format} if number_format else {"labelExpr": PERCENT_LABELS}
    )
    x = alt.X(
        "from:Q",
        bin="binned",
        title=axis,
        scale=alt.Scale(domain=[low - room, high + room], nice=False),
        axis=alt.Axis(**written, tickCount=4, tickMinStep=1 if whole else 0, grid=False),
    )

    def tooltip(field: str, title: str) -> alt.Tooltip:
        if not number_format:
            return percent_tooltip(field, title)
        return alt.Tooltip(f"{field}:Q", title=title, format=number_format)

    histogram = (
        alt.Chart(bars)
        .transform_calculate(**percent_words("share", "from", "to"))
        .mark_bar(color=MAIN, binSpacing=0)
        .encode(
            x=x,
            x2="to",
            y=alt.Y("share:Q", title=None, axis=alt.Axis(labelExpr=PERCENT_LABELS, tickCount=3)),
            tooltip=[
                tooltip("from", "From"),
                tooltip("to", "To"),
                percent_tooltip("share", "Training images"),
            ],
        )
    )
    here = (
        alt.Chart(pd.DataFrame({"from": [mark]}))
        .transform_calculate(**percent_words("from"))
        .encode(x="from:Q", tooltip=[tooltip("from", "Your sketch")])
    )
    line = here.mark_rule(color=MARKED, strokeWidth=2.5)
    tip = here.mark_point(shape="triangle-down", size=90, filled=True, color=MARKED).encode(
        y=alt.value(4)
    )
    return alt.LayerChart(layer=[histogram, line, tip]).properties(height=150)
