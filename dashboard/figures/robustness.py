"""Accuracy against how much the images are distorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from core.data import DIGITS
from core.evaluation import DISTORTIONS, RobustnessPoint, wilson_interval
from dashboard.figures.axes import PERCENT, WHOLE
from dashboard.figures.palette import CATEGORIES, CHANCE
from dashboard.figures.percentages import percent_tooltip, percent_words

# First the network that is looked at, then the one to compare with.
DASHES = [[1, 0], [6, 4]]
Curves = Mapping[str, Sequence[RobustnessPoint]]


def _rows(curves: Curves) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                *(name, point.level, point.correct / point.count, point.correct, point.count),
                *wilson_interval(point.correct, point.count),
            )
            for name, points in curves.items()
            for point in points
        ],
        columns=["network", "level", "accuracy", "correct", "count", "low", "high"],
    )


def _chance_line(classes: int) -> alt.Chart:
    return (
        alt.Chart(pd.DataFrame({"accuracy": [1 / classes]}))
        .mark_rule(color=CHANCE, strokeDash=[2, 3])
        .encode(y="accuracy:Q")
    )


def robustness_figure(distortion: str, curves: Curves, classes: int = DIGITS) -> alt.LayerChart:
    """Draw accuracy against how much the images are distorted.

    Parameters
    ----------
    distortion : str
        A key of :data:`core.evaluation.DISTORTIONS`.
    curves : mapping
        For the name of each network its points; at most two.
    classes : int
        How many there are to guess among.

    Returns
    -------
    alt.LayerChart
        A line with points and a 95 % band for each, and chance as a dotted line.
    """
    kind = DISTORTIONS[distortion]
    names = list(curves)
    colors = alt.Scale(domain=names, range=list(CATEGORIES[: len(names)]))
    dashes = alt.Scale(domain=names, range=DASHES[: len(names)])
    legend = alt.Legend(orient="top", labelLimit=0, columns=1)
    y = alt.Y("accuracy:Q", title="Accuracy", axis=PERCENT, scale=WHOLE)
    base = (
        alt.Chart(_rows(curves))
        .transform_calculate(**percent_words("accuracy"))
        .encode(
            x=alt.X("level:Q", title=f"{kind.title}, {kind.unit}", scale=alt.Scale(nice=False)),
            color=alt.Color("network:N", title=None, legend=legend, scale=colors),
        )
    )
    band = base.mark_area(opacity=0.2).encode(y=alt.Y("low:Q", scale=WHOLE), y2="high:Q")
    line = base.mark_line(strokeWidth=2.5).encode(
        y=y, strokeDash=alt.StrokeDash("network:N", legend=None, scale=dashes)
    )
    points = base.mark_point(filled=True, size=60, opacity=1).encode(
        y=y,
        shape=alt.Shape("network:N", legend=None),
        tooltip=[
            alt.Tooltip("network:N", title="Network"),
            alt.Tooltip("level:Q", title=kind.title),
            percent_tooltip("accuracy", "Accuracy"),
            alt.Tooltip("correct:Q", title="Right", format=",d"),
            alt.Tooltip("count:Q", title="Images", format=",d"),
        ],
    )
    return alt.LayerChart(layer=[_chance_line(classes), band, line, points]).properties(height=320)
