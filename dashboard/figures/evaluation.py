"""Figures of an evaluation, from arrays. Pure: nothing here draws on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.evaluation import (
    DISTORTIONS,
    Evaluation,
    Peeking,
    Reliability,
    RobustnessPoint,
    answer_only_above,
    wilson_interval,
)
from dashboard.figures.learning_curves import AXIS_WIDTH, BLUE, GREEN, GREY, ORANGE

PERCENT = alt.Axis(format=".0%")
WHOLE = alt.Scale(domain=[0, 1], nice=False)
THRESHOLDS = np.round(np.linspace(0.0, 1.0, 101), 2)
# First the network that is looked at, then the one to compare with.
RUN_COLORS, RUN_DASHES = [BLUE, ORANGE], [[1, 0], [6, 4]]


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
    return alt.Chart(rows[rows["count"] > 0]).encode(
        x=alt.X("from:Q", title="Confidence", scale=WHOLE, axis=PERCENT),
        tooltip=[
            alt.Tooltip("confidence:Q", title="Mean confidence", format=".1%"),
            alt.Tooltip("accuracy:Q", title="Accuracy", format=".1%"),
            alt.Tooltip("correct:Q", title="Right", format=",d"),
            alt.Tooltip("count:Q", title="Images", format=",d"),
        ],
    )


def reliability_figure(found: Reliability) -> alt.LayerChart:
    """Draw how often a network is right where it is so and so sure.

    Parameters
    ----------
    found : Reliability
        From :func:`core.evaluation.reliability`.

    Returns
    -------
    alt.LayerChart
        Accuracy of each bin with its 95 % interval, against the diagonal of perfect
        honesty.
    """
    base = _bins(found)
    y = alt.Y("accuracy:Q", title="Accuracy", scale=WHOLE, axis=_left(PERCENT))
    bars = base.mark_rect(color=BLUE, opacity=0.75, stroke=BLUE).encode(
        x2="to", y=y, y2=alt.datum(0)
    )
    whiskers = base.mark_rule(color=GREY, strokeWidth=2).encode(
        x="middle:Q", y=alt.Y("low:Q", title="Accuracy"), y2="high:Q"
    )
    honest = (
        alt.Chart(pd.DataFrame({"from": [0.0, 1.0], "accuracy": [0.0, 1.0]}))
        .mark_line(color=ORANGE, strokeDash=[6, 4], strokeWidth=2)
        .encode(x="from:Q", y="accuracy:Q")
    )
    return alt.layer(bars, whiskers, honest).properties(height=270)


def bin_sizes_figure(found: Reliability) -> alt.Chart:
    """Draw how many images each bin of a reliability diagram has.

    Parameters
    ----------
    found : Reliability
        From :func:`core.evaluation.reliability`.

    Returns
    -------
    alt.Chart
        Bars on a logarithmic axis: most images are in the last bin.
    """
    return (
        _bins(found)
        .mark_rect(color=GREY)
        .encode(
            x2="to",
            y=alt.Y(
                "count:Q",
                title="Images",
                scale=alt.Scale(type="symlog", constant=1, domainMin=0),
                axis=_left(alt.Axis(values=[1, 10, 100, 1_000, 10_000], format=",d")),
            ),
            y2=alt.datum(0),
        )
        .properties(height=180)
    )


def _left(axis: alt.Axis) -> alt.Axis:
    """Give an axis the same room as its neighbor's, so that figures stand above each other."""
    fixed = axis.copy()
    fixed.minExtent = fixed.maxExtent = AXIS_WIDTH
    return fixed


def coverage_figure(evaluation: Evaluation, threshold: float) -> alt.LayerChart:
    """Draw coverage and accuracy for every threshold, one of them marked.

    Parameters
    ----------
    evaluation : Evaluation
        What the network said.
    threshold : float
        The chosen one, 0 to 1.

    Returns
    -------
    alt.LayerChart
        Two lines over the threshold; where nothing is answered there is no accuracy.
    """
    rows = []
    for value in THRESHOLDS:
        found = answer_only_above(evaluation, float(value))
        rows.append((value, "answered", found.coverage))
        if found.answered:
            rows.append((value, "right, of the answered", found.accuracy))
    frame = pd.DataFrame(rows, columns=["threshold", "what", "share"])
    names = ["answered", "right, of the answered"]
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("threshold:Q", title="Answer only above this confidence", axis=PERCENT),
            y=alt.Y("share:Q", title=None, axis=PERCENT, scale=WHOLE),
            color=alt.Color(
                "what:N",
                title=None,
                legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=names, range=[GREY, GREEN]),
            ),
            strokeDash=alt.StrokeDash(
                "what:N", legend=None, scale=alt.Scale(domain=names, range=[[6, 4], [1, 0]])
            ),
            tooltip=[
                alt.Tooltip("threshold:Q", title="From", format=".0%"),
                alt.Tooltip("what:N", title="Share"),
                alt.Tooltip("share:Q", title="Is", format=".1%"),
            ],
        )
    )
    here = (
        alt.Chart(pd.DataFrame({"threshold": [threshold]}))
        .mark_rule(color=ORANGE, strokeWidth=2)
        .encode(x="threshold:Q")
    )
    return alt.layer(lines, here).properties(height=260)


def robustness_figure(
    distortion: str, curves: Mapping[str, Sequence[RobustnessPoint]]
) -> alt.LayerChart:
    """Draw accuracy against how much the images are distorted.

    Parameters
    ----------
    distortion : str
        A key of :data:`core.evaluation.DISTORTIONS`.
    curves : mapping
        For the name of each network its points; at most two.

    Returns
    -------
    alt.LayerChart
        A line with points and a 95 % band for each, and chance as a dotted line.
    """
    kind = DISTORTIONS[distortion]
    frame = pd.DataFrame(
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
    names = list(curves)
    color = alt.Color(
        "network:N",
        title=None,
        legend=alt.Legend(orient="top", labelLimit=0, columns=1),
        scale=alt.Scale(domain=names, range=RUN_COLORS[: len(names)]),
    )
    x = alt.X("level:Q", title=f"{kind.title}, {kind.unit}", scale=alt.Scale(nice=False))
    y = alt.Y("accuracy:Q", title="Accuracy", axis=PERCENT, scale=WHOLE)
    base = alt.Chart(frame)
    band = base.mark_area(opacity=0.2).encode(
        x=x, y=alt.Y("low:Q", scale=WHOLE), y2="high:Q", color=color
    )
    line = base.mark_line(strokeWidth=2.5).encode(
        x=x,
        y=y,
        color=color,
        strokeDash=alt.StrokeDash(
            "network:N",
            legend=None,
            scale=alt.Scale(domain=names, range=RUN_DASHES[: len(names)]),
        ),
    )
    points = base.mark_point(filled=True, size=60, opacity=1).encode(
        x=x,
        y=y,
        color=color,
        shape=alt.Shape("network:N", legend=None),
        tooltip=[
            alt.Tooltip("network:N", title="Network"),
            alt.Tooltip("level:Q", title=kind.title),
            alt.Tooltip("accuracy:Q", title="Accuracy", format=".1%"),
            alt.Tooltip("correct:Q", title="Right", format=",d"),
            alt.Tooltip("count:Q", title="Images", format=",d"),
        ],
    )
    chance = (
        alt.Chart(pd.DataFrame({"accuracy": [0.1]}))
        .mark_rule(color=GREY, strokeDash=[2, 3])
        .encode(y="accuracy:Q")
    )
    return alt.layer(chance, band, line, points).properties(height=320)


def peeking_figure(found: Peeking) -> alt.Chart:
    """Draw how tuning on a few test images goes.

    Parameters
    ----------
    found : Peeking
        From :func:`core.evaluation.tune_by_peeking`.

    Returns
    -------
    alt.Chart
        Accuracy on the images tuned on, and on fresh ones, over the tries.
    """
    names = [f"the {found.tuned_count:,} images tuned on", f"{found.fresh_count:,} fresh images"]
    shares = [found.tuned / found.tuned_count, found.fresh / found.fresh_count]
    frame = pd.concat(
        pd.DataFrame({"trial": found.trials, "images": name, "accuracy": share})
        for name, share in zip(names, shares, strict=True)
    )
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("trial:Q", title="Changes tried", scale=alt.Scale(nice=False)),
            y=alt.Y(
                "accuracy:Q",
                title="Accuracy",
                axis=alt.Axis(format=".1%"),
                scale=alt.Scale(zero=False),
            ),
            color=alt.Color(
                "images:N",
                title=None,
                legend=alt.Legend(orient="top", labelLimit=0, columns=1),
                scale=alt.Scale(domain=names, range=[ORANGE, GREEN]),
            ),
            strokeDash=alt.StrokeDash(
                "images:N", legend=None, scale=alt.Scale(domain=names, range=[[6, 4], [1, 0]])
            ),
            tooltip=[
                alt.Tooltip("trial:Q", title="Changes tried"),
                alt.Tooltip("images:N", title="Images"),
                alt.Tooltip("accuracy:Q", title="Accuracy", format=".1%"),
            ],
        )
        .properties(height=300)
    )


def activation_figure(activations: np.ndarray) -> alt.Chart:
    """Draw what the last hidden layer holds for one image.

    Parameters
    ----------
    activations : float32 array of shape (width,)
        A row of :func:`core.inside.last_hidden_layer`.

    Returns
    -------
    alt.Chart
        A bar for each unit.
    """
    rows = pd.DataFrame({"unit": np.arange(len(activations)), "activation": activations})
    return (
        alt.Chart(rows)
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("unit:O", title="Unit", axis=alt.Axis(labels=False, ticks=False)),
            y=alt.Y("activation:Q", title="Activation"),
            tooltip=[
                alt.Tooltip("unit:O", title="Unit"),
                alt.Tooltip("activation:Q", title="Activation", format=".3f"),
            ],
        )
        .properties(height=170)
    )
