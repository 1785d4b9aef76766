"""The curves of several runs on one pair of axes."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from core.comparison import AXES, MEASURES, band_of, curve_of
from dashboard.figures.axes import PERCENT, PLAIN
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.views.compare.groups import Group, style_of

SMOOTHINGS = (1, 5, 20, 50, 200)
AXES_HEIGHT, LINE_HEIGHT = 420, 20
COLUMNS = ["group", "x", "y", "low", "high", "count"]


def band_rows(groups: Sequence[Group], measure: str, axis: str, smoothing: int) -> pd.DataFrame:
    """Read the curves of groups as rows: one line for each group.

    Returns
    -------
    DataFrame
        ``group`` (its title), ``x``, ``y`` (mean), ``low``, ``high``, ``count``.
    """
    frames = []
    for group in groups:
        band = band_of(
            [curve_of(run.history(), measure, axis, smoothing) for run in group.repetitions]
        )
        if band.count:
            frames.append(
                pd.DataFrame(
                    {
                        "group": group.title,
                        "x": band.x,
                        "y": band.mean,
                        "low": band.low,
                        "high": band.high,
                        "count": band.count,
                    }
                )
            )
    return pd.concat(frames) if frames else pd.DataFrame(columns=COLUMNS)


def _styles(
    groups: Sequence[Group], *, markers: bool
) -> tuple[alt.Color, alt.StrokeDash, alt.Shape]:
    """Give each group the color, dash and marker that it has everywhere."""
    titles = [group.title for group in groups]
    styles = [style_of(group.number) for group in groups]
    color = alt.Color(
        "group:N",
        title=None,
        scale=alt.Scale(domain=titles, range=[style.color for style in styles]),
        legend=alt.Legend(
            orient="top",
            columns=1,
            labelLimit=0,
            symbolOpacity=1,
            # Markers without a dashed border, which nobody could recognize; lines keep theirs.
            **({"symbolDash": [1, 0]} if markers else {"symbolType": "stroke", "symbolSize": 300}),
            symbolStrokeWidth=1 if markers else 2.5,
        ),
    )
    dash = alt.StrokeDash(
        "group:N",
        title=None,
        scale=alt.Scale(domain=titles, range=[style.dash for style in styles]),
    )
    shape = alt.Shape(
        "group:N",
        title=None,
        legend=None,
        scale=alt.Scale(domain=titles, range=[style.marker for style in styles]),
    )
    return color, dash, shape


def comparison_figure(
    rows: pd.DataFrame,
    groups: Sequence[Group],
    measure: str,
    axis: str,
    *,
    log_x: bool = False,
    log_y: bool = False,
) -> alt.LayerChart | alt.FacetChart:
    """Draw lines with bands, each group in its own color, dash and marker.

    Parameters
    ----------
    rows : DataFrame
        From :func:`band_rows`.
    groups : sequence of Group
        Whose lines they are.
    measure, axis : str
        Keys of `MEASURES` and `AXES`.
    log_x, log_y : bool
        Whether an axis is logarithmic; values that are not positive are then left out.

    Returns
    -------
    alt.LayerChart or alt.FacetChart
        Hover tells exact values.
    """
    if log_x:
        rows = rows[rows["x"] > 0]
    if log_y:
        rows = rows[rows["low"] > 0]
    title = MEASURES[measure].title
    of_epochs, share = MEASURES[measure].of_epochs, "accuracy" in measure
    color, dash, shape = _styles(groups, markers=of_epochs)
    x = alt.X(
        "x:Q",
        title=axis,
        scale=alt.Scale(type="log" if log_x else "linear", nice=False),
        axis=alt.Axis(format=PLAIN),
    )
    scale = alt.Scale(type="log" if log_y else "linear", zero=False)
    y_axis = PERCENT if share else alt.Axis(format=PLAIN)
    tooltip = [
        alt.Tooltip("group:N", title="Run"),
        alt.Tooltip("x:Q", title=axis, format=",.6~r"),
        *(
            percent_tooltip(field, name)
            if share
            else alt.Tooltip(f"{field}:Q", title=name, format=".4~r")
            for field, name in (("y", title), ("low", "Smallest"), ("high", "Largest"))
        ),
        alt.Tooltip("count:Q", title="Runs"),
    ]
    base = alt.Chart(rows).encode(x=x, color=color, tooltip=tooltip)
    if share:
        base = base.transform_calculate(**percent_words("y", "low", "high", decimals=2))
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y("low:Q", title=title, scale=scale, axis=y_axis), y2="high:Q"
    )
    y = alt.Y("y:Q", title=title, scale=scale, axis=y_axis)
    line = base.mark_line(strokeWidth=2).encode(y=y, strokeDash=dash)
    layers = [band, line]
    if of_epochs:
        layers.append(base.mark_point(filled=True, size=60, opacity=1).encode(y=y, shape=shape))
    # The legend takes its lines from the figure's height; the axes keep theirs.
    return alt.layer(*layers).properties(height=AXES_HEIGHT + LINE_HEIGHT * len(groups))


def show(groups: Sequence[Group]) -> None:
    """Let the visitor choose what is drawn against what, and draw it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = st.selectbox(
            "Curve", list(MEASURES), key="compare_measure", persist_state="session", width=220
        )
        axis = st.segmented_control(
            "Against",
            list(AXES),
            default="Step",
            required=True,
            key="compare_axis",
            persist_state="session",
        )
        smoothing = st.select_slider(
            "Mean over steps",
            SMOOTHINGS,
            key="compare_smoothing",
            persist_state="session",
            width=180,
            disabled=MEASURES[measure].of_epochs,
            help="Each point is then the mean of so many steps in a row. Validation curves have "
            "one point for each epoch, so there is nothing to average.",
        )
        log_x = st.toggle("Log x", key="compare_log_x", persist_state="session")
        log_y = st.toggle("Log y", key="compare_log_y", persist_state="session")
    rows = band_rows(groups, measure, axis, smoothing)
    if not len(rows):
        st.info(
            "There is nothing to draw yet: "
            + (
                "no run has completed an epoch."
                if MEASURES[measure].of_epochs or axis == "Seconds"
                else "no run has taken a step."
            )
        )
        return
    st.altair_chart(
        comparison_figure(rows, groups, measure, axis, log_x=log_x, log_y=log_y),
        key="comparison",
        alt=f"{MEASURES[measure].title} of {len(groups)} runs or groups of runs",
    )
    bands = [group for group in groups if len(group.repetitions) > 1]
    takeaway(
        "Each line is "
        + (
            "one run, or the mean of runs that differ in their seed only; its band reaches from "
            "the smallest to the largest of them. Where bands overlap, the seed matters as much as "
            "the setting."
            if bands
            else "one run. Another seed would give another line: train repetitions before you "
            "believe a small difference."
        )
    )
    show_source(curve_of, band_of)
