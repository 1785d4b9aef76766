"""Two trainings on the same axes: the clean one, the one with a fault, and what mended it.

The clean twin is blue and solid, the faulty one vermilion and dashed, the mended one green and
dotted. What was measured on training images is thin; what was measured on validation images is
thick, with points. Axes keep their ranges while the trainings live.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from core.comparison.drawn_curve import Values
from dashboard.figures.axes import PERCENT_LABELS, fixed_width
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.learning_curves import (
    CHANCE_ACCURACY,
    CHANCE_LOSS,
    MAX_LOSS_SHOWN_NATS,
    USUAL_MAX_LOSS_NATS,
)
from dashboard.figures.palette import CHANCE, CLEAN, FAULTY, MENDED, PREDICTED
from dashboard.figures.percentages import percent_tooltip, percent_words

Unit = Literal["nats", "fraction", "length"]

# By what a twin is called: its color and its dashes.
LOOKS: dict[str, tuple[str, list[int]]] = {
    "clean": (CLEAN, [1, 0]),
    "faulty": (FAULTY, [6, 3]),
    "mended": (MENDED, [2, 2]),
}
DRAWN = (PREDICTED, [10, 5])
TRAINING, VALIDATION = "training", "validation"
# What guessing gives, where that says something.
GUESSING = {"loss": CHANCE_LOSS, "accuracy": CHANCE_ACCURACY, "confidence": CHANCE_ACCURACY}
# Gradients of a faulty training may be a hundred times as long as those of a clean one.
SHORTEST, LONGEST = 0.01, 1_000.0
SMALL_PIXELS, LARGE_PIXELS = 165, 220
COLUMNS = ["step", "value", "twin", "images"]


def rows_of(curves: Mapping[str, Mapping[str, pd.DataFrame]]) -> pd.DataFrame:
    """Put the curves of one instrument into one table.

    Parameters
    ----------
    curves : mapping
        By a key of `LOOKS`, then by "training" or "validation": tables with ``step`` and ``value``.

    Returns
    -------
    DataFrame
        ``step``, ``value``, ``twin``, ``images``; only what is a number.
    """
    tables = [
        table[["step", "value"]].assign(twin=twin, images=images)
        for twin, kinds in curves.items()
        for images, table in kinds.items()
        if len(table)
    ]
    if not tables:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat(tables, ignore_index=True)
    return rows[np.isfinite(rows["value"])]


def _y(unit: Unit, title: str, top: float, ticks: int) -> alt.Y:
    if unit == "length":
        scale = alt.Scale(type="log", domain=[SHORTEST, LONGEST], nice=False)
        axis = alt.Axis(values=[0.01, 0.1, 1, 10, 100, 1_000], format=",.7~f")
    elif unit == "nats":
        scale = alt.Scale(domain=[0, top], nice=False)
        axis = alt.Axis(tickCount=ticks, format="~r")
    else:
        scale = alt.Scale(domain=[0, 1], nice=False)
        axis = alt.Axis(values=[0, 0.5, 1], labelExpr=PERCENT_LABELS)
    return alt.Y("value:Q", title=title, scale=scale, axis=fixed_width(axis))


@lru_cache(maxsize=256)
def _spec(
    instrument: str,
    title: str,
    unit: Unit,
    total_steps: int,
    top: float,
    twins: tuple[str, ...],
    with_drawing: bool,
    large: bool,
) -> dict[str, Any]:
    scale = alt.Scale(domain=[0, total_steps], nice=False)
    x = alt.X("step:Q", title="Step" if large else None, scale=scale).axis(
        tickCount=5 if large else 3, format=",d"
    )
    y = _y(unit, title if large else "", top, ticks=6 if large else 3)
    colors, dashes = zip(*(LOOKS[twin] for twin in twins), strict=True)
    color = alt.Color("twin:N", scale=alt.Scale(domain=list(twins), range=list(colors)))
    dash = alt.StrokeDash("twin:N", scale=alt.Scale(domain=list(twins), range=list(dashes)))
    fraction = unit == "fraction"
    hover = [
        alt.Tooltip("twin:N", title="Twin"),
        alt.Tooltip("images:N", title="Images"),
        alt.Tooltip("step:Q", title="Step", format=",d"),
        percent_tooltip("value", title)
        if fraction
        else alt.Tooltip("value:Q", title=title, format=".4~r"),
    ]
    in_words = percent_words("value") if fraction else {}
    base = alt.Chart(ROWS)
    lines = {
        TRAINING: base.mark_line(strokeWidth=1.2, opacity=0.65, clip=True),
        VALIDATION: base.mark_line(
            strokeWidth=2.4, clip=True, point=alt.OverlayMarkDef(size=28, filled=True)
        ),
    }
    layers: list[alt.Chart] = []
    if instrument in GUESSING:
        guess = alt.Chart(alt.sequence(1)).transform_calculate(value=str(GUESSING[instrument]))
        layers.append(guess.mark_rule(color=CHANCE, strokeWidth=1.5, strokeDash=[2, 3]).encode(y=y))
    if with_drawing:
        drawn_color, drawn_dash = DRAWN
        drawn = base.mark_line(
            strokeWidth=3.5, opacity=0.75, clip=True, color=drawn_color, strokeDash=drawn_dash
        )
        layers.append(drawn.transform_filter(alt.datum.twin == "drawn").encode(x=x, y=y))
    layers += [
        line.transform_filter((alt.datum.images == images) & (alt.datum.twin != "drawn"))
        .transform_calculate(**in_words)
        .encode(x=x, y=y, color=color.legend(None), strokeDash=dash.legend(None), tooltip=hover)
        for images, line in lines.items()
    ]
    chart = alt.layer(*layers, data=ROWS).properties(height=LARGE_PIXELS if large else SMALL_PIXELS)
    if not large:
        chart = chart.properties(title=alt.Title(title, anchor="start", fontSize=13, offset=6))
    return chart.to_dict()


def twin_curves(
    instrument: str,
    title: str,
    unit: Unit,
    rows: pd.DataFrame,
    total_steps: int,
    *,
    twins: Sequence[str] = ("clean", "faulty"),
    drawn: Values | None = None,
    drawn_steps: int = 0,
    large: bool = False,
) -> Figure:
    """Draw one instrument of both twins.

    Parameters
    ----------
    instrument, title, unit : str
        A key of `core.clinic.INSTRUMENTS`, and what stands there.
    rows : DataFrame
        From :func:`rows_of`.
    total_steps : int
        Where the axis of time ends.
    twins : sequence of str
        Keys of `LOOKS` that there may be.
    drawn : tuple of float, optional
        The curve that was expected; it lies under the others.
    drawn_steps : int
        Where that one ends.
    large : bool
        As a figure of its own; otherwise one of several small ones.
    """
    largest = rows["value"].max() if len(rows) else 0.0
    top = USUAL_MAX_LOSS_NATS
    if unit == "nats" and largest > top:
        top = min(math.ceil(largest), MAX_LOSS_SHOWN_NATS)
    spec = _spec(
        *(instrument, title, unit, total_steps, top, tuple(twins), drawn is not None, large)
    )
    if drawn is not None:
        steps = np.linspace(0, drawn_steps or total_steps, len(drawn))
        line = pd.DataFrame({"step": steps, "value": drawn, "twin": "drawn", "images": ""})
        rows = pd.concat([rows, line], ignore_index=True)
    if unit == "length":
        rows = rows.assign(value=rows["value"].clip(SHORTEST, LONGEST))
    return Figure(rows, spec)
