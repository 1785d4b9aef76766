"""What a network gains by answering only where it is sure."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from core.evaluation import Evaluation, answer_only_above
from dashboard.figures.axes import PERCENT, WHOLE
from dashboard.figures.palette import CONTEXT, MARKED, RIGHT
from dashboard.figures.percentages import percent_tooltip, percent_words

THRESHOLDS = np.round(np.linspace(0.0, 1.0, 101), 2)
ANSWERED, RIGHT_OF_ANSWERED = "answered", "right, of the answered"


def _rows(evaluation: Evaluation) -> pd.DataFrame:
    rows = []
    for value in THRESHOLDS:
        found = answer_only_above(evaluation, float(value))
        rows.append((value, ANSWERED, found.coverage))
        if found.answered:  # Otherwise there is no accuracy.
            rows.append((value, RIGHT_OF_ANSWERED, found.accuracy))
    return pd.DataFrame(rows, columns=["threshold", "what", "share"])


def coverage_figure(evaluation: Evaluation, threshold: float) -> alt.LayerChart:
    """Draw coverage and accuracy over all thresholds, 0 to 1, with one of them marked."""
    names = [ANSWERED, RIGHT_OF_ANSWERED]
    lines = (
        alt.Chart(_rows(evaluation))
        .transform_calculate(**percent_words("share"), **percent_words("threshold", decimals=0))
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("threshold:Q", title="Answer only above this confidence", axis=PERCENT),
            y=alt.Y("share:Q", title=None, axis=PERCENT, scale=WHOLE),
            color=alt.Color(
                "what:N",
                title=None,
                legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=names, range=[CONTEXT, RIGHT]),
            ),
            strokeDash=alt.StrokeDash(
                "what:N", legend=None, scale=alt.Scale(domain=names, range=[[6, 4], [1, 0]])
            ),
            tooltip=[
                percent_tooltip("threshold", "From"),
                alt.Tooltip("what:N", title="Share"),
                percent_tooltip("share", "Is"),
            ],
        )
    )
    here = (
        alt.Chart(pd.DataFrame({"threshold": [threshold]}))
        .mark_rule(color=MARKED, strokeWidth=2)
        .encode(x="threshold:Q")
    )
    return alt.LayerChart(layer=[lines, here]).properties(height=260)
