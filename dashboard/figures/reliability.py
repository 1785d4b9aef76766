"""Whether confidence is justified: accuracy against confidence, and how many images a bin has."""

from __future__ import annotations

import altair as alt
import pandas as pd

from core.evaluation import Reliability, wilson_interval
from dashboard.figures.axes import PERCENT, WHOLE, fixed_width
from dashboard.figures.palette import CONTEXT, MAIN, MARKED
from dashboard.figures.percentages import percent_tooltip, percent_words


def _bins(found: Reliability) -> alt.Chart:
    intervals = [wilson_interval(*pair) for pair in zip(found.correct, found.counts, strict=True)]
    rows = pd.DataFrame(
        {
            "from": found.edges[:-1],
            "to": found.edges[1:],
            "middle": (found.edges[:-1] + found.edges[1:]) / 2,
            "confidence": found.confidences,
            "accuracy": found.accuracies,
            "correct": found.correct,
            "count": found.counts,
            "low": [low for low, _ in intervals],
            "high": [high for _, high in intervals],
        }
    )
    chart = alt.Chart(rows[rows["count"] > 0])
    return chart.transform_calculate(**percent_words("confidence", "accuracy")).encode(
        x=alt.X("from:Q", title="Confidence", scale=WHOLE, axis=PERCENT),
        tooltip=[
            percent_tooltip("confidence", "Mean confidence"),
            percent_tooltip("accuracy", "Accuracy"),
            alt.Tooltip("correct:Q", title="Right", format=",d"),
            alt.Tooltip("count:Q", title="Images", format=",d"),
        ],
    )


def reliability_figure(found: Reliability) -> alt.LayerChart:
    """Draw each bin's accuracy with its 95 % interval, against the diagonal of calibration."""
    base = _bins(found)
    y = alt.Y("accuracy:Q", title="Accuracy", scale=WHOLE, axis=fixed_width(PERCENT))
    bars = base.mark_rect(color=MAIN, opacity=0.75, stroke=MAIN).encode(
        x2="to", y=y, y2=alt.datum(0)
    )
    whiskers = base.mark_rule(color=CONTEXT, strokeWidth=2).encode(
        x="middle:Q", y=alt.Y("low:Q", title="Accuracy"), y2="high:Q"
    )
    calibrated = (
        alt.Chart(pd.DataFrame({"from": [0.0, 1.0], "accuracy": [0.0, 1.0]}))
        .mark_line(color=MARKED, strokeDash=[6, 4], strokeWidth=2)
        .encode(x="from:Q", y="accuracy:Q")
    )
    return alt.LayerChart(layer=[bars, whiskers, calibrated]).properties(height=270)


def bin_sizes_figure(found: Reliability) -> alt.Chart:
    """Draw how many images each bin has; logarithmic, because most are in the last one."""
    return (
        _bins(found)
        .mark_rect(color=CONTEXT)
        .encode(
            x2="to",
            y=alt.Y(
                "count:Q",
                title="Images",
                scale=alt.Scale(type="symlog", constant=1, domainMin=0),
                axis=fixed_width(alt.Axis(values=[1, 10, 100, 1_000, 10_000], format=",d")),
            ),
            y2=alt.datum(0),
        )
        .properties(height=180)
    )
