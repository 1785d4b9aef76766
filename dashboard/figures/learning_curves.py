"""Learning curves, from events.

Colors mean the same everywhere and never stand alone: training is blue and solid, validation
orange and dashed, chance gray and dotted. Axes keep their ranges while a run lives.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.comparison.drawn_curve import Values
from core.data import DIGITS
from core.percent import chance
from core.training import EpochEnd
from dashboard.figures.axes import PERCENT_LABELS, fixed_width
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import CHANCE, MAIN, PREDICTED, TRAINING, VALIDATION
from dashboard.figures.percentages import percent_tooltip, percent_words

# Of ten digits: what the curves of the Clinic are read against.
CHANCE_LOSS = math.log(DIGITS)
CHANCE_ACCURACY = 1 / DIGITS
USUAL_MAX_LOSS_NATS = 2.5
MAX_LOSS_SHOWN_NATS = 10
USUAL_MAX_GRADIENT = 5.0
MAX_GRADIENT_SHOWN = 50.0
# With title, controls and both curves beside each other, Train fits into 800 pixels.
CURVE_PIXELS = 240
# As short as can be: with it the legend just fits.
PREDICTION, SHORT_CHANCE = "drawn", "guessing"


def _step_axis(total_steps: int, ticks: int) -> alt.X:
    scale = alt.Scale(domain=[0, total_steps], nice=False)
    return alt.X("step:Q", title="Step", scale=scale).axis(tickCount=ticks, format=",d")


def _series_encodings(chance_label: str, with_prediction: bool) -> tuple[alt.Color, alt.StrokeDash]:
    # The chance line has its words in the legend, where both themes can be read.
    looks = {
        "training": (TRAINING, [1, 0]),
        "validation": (VALIDATION, [6, 4]),
        chance_label: (CHANCE, [2, 3]),
    }
    if with_prediction:
        looks[PREDICTION] = (PREDICTED, [10, 5])
    names = list(looks)
    color = alt.Color(
        "series:N",
        title=None,
        scale=alt.Scale(domain=names, range=[color for color, _ in looks.values()]),
    ).legend(
        orient="top",
        symbolType="stroke",
        symbolStrokeWidth=3,
        symbolSize=150,
        labelLimit=0,
        columnPadding=8,
    )
    dash = alt.StrokeDash(
        "series:N",
        title=None,
        scale=alt.Scale(domain=names, range=[dash for _, dash in looks.values()]),
    )
    return color, dash


def _chance_line(chance: float, label: str) -> alt.Chart:
    level = alt.Chart(alt.sequence(1)).transform_calculate(value=str(chance), series=f"'{label}'")
    return level.mark_rule(strokeWidth=1.5)


@lru_cache(maxsize=256)
def _learning_spec(
    total_steps: int,
    title: str,
    largest: float,
    chance: float,
    chance_label: str,
    number_format: str | None,
    with_prediction: bool,
    **axis: Any,
) -> dict[str, Any]:
    options: dict[str, Any] = {
        name: list(value) if name == "values" else value for name, value in axis.items()
    }
    x = _step_axis(total_steps, ticks=6)
    y = alt.Y(
        "value:Q",
        title=title,
        scale=alt.Scale(domain=[0, largest], nice=False),
        axis=fixed_width(alt.Axis(**options)),
    )
    if with_prediction:
        chance_label = SHORT_CHANCE
    color, dash = _series_encodings(chance_label, with_prediction)
    hover = [
        alt.Tooltip("series:N", title="Images"),
        alt.Tooltip("step:Q", title="Step", format=",d"),
        alt.Tooltip("value:Q", title=title, format=number_format)
        if number_format
        else percent_tooltip("value", title),
    ]
    in_words = {} if number_format else percent_words("value")
    lines = alt.Chart(ROWS).mark_line(strokeWidth=1.6, clip=True)
    checks = alt.Chart(ROWS).mark_line(
        strokeWidth=2.4, clip=True, point=alt.OverlayMarkDef(size=60, filled=True)
    )
    drawn = alt.Chart(ROWS).mark_line(strokeWidth=3.5, opacity=0.75, clip=True)
    first = ((drawn, PREDICTION),) if with_prediction else ()
    rule = _chance_line(chance, chance_label).encode(y=y, color=color, strokeDash=dash)
    layers = [
        layer.transform_filter(alt.datum.series == name)
        .transform_calculate(**in_words)
        .encode(x=x, y=y, color=color, strokeDash=dash, tooltip=hover)
        for layer, name in (*first, (lines, "training"), (checks, "validation"))
    ]
    return alt.layer(rule, *layers, data=ROWS).properties(height=CURVE_PIXELS).to_dict()


def _drawn_rows(drawn: Values | None, total_steps: int) -> list[pd.DataFrame]:
    """Lay a drawn curve over the steps; no table where nothing was drawn."""
    if drawn is None:
        return []
    steps = np.linspace(0, total_steps, len(drawn))
    return [pd.DataFrame({"step": steps, "value": drawn, "series": PREDICTION})]


def _learning_rows(
    points: pd.DataFrame,
    epochs: Sequence[EpochEnd],
    field: str,
    total_steps: int,
    drawn: Values | None,
) -> pd.DataFrame:
    validation = [(end.step, getattr(end, f"validation_{field}")) for end in epochs]
    return pd.concat(
        [
            points[["step", field]].set_axis(["step", "value"], axis=1).assign(series="training"),
            pd.DataFrame(validation, columns=["step", "value"], dtype=float).assign(
                series="validation"
            ),
            *_drawn_rows(drawn, total_steps),
        ]
    )


def loss_curve(
    points: pd.DataFrame,
    epochs: Sequence[EpochEnd],
    total_steps: int,
    classes: int = DIGITS,
    drawn: Values | None = None,
) -> Figure:
    """Draw training and validation loss over the steps, in nats on one axis.

    A curve that was drawn before lies under them.
    """
    rows = _learning_rows(points, epochs, "loss", total_steps, drawn)
    largest = rows["value"].max() if len(rows) else 0
    # Whole nats, so that the axis grows rarely; a diverging run leaves it at the top.
    grown = MAX_LOSS_SHOWN_NATS if largest > MAX_LOSS_SHOWN_NATS else math.ceil(largest)
    guessing = math.log(classes)
    # Room for the line of guessing: half nats, 2.5 of ten classes.
    usual = max(USUAL_MAX_LOSS_NATS, math.ceil(2 * guessing) / 2)
    spec = _learning_spec(
        total_steps,
        title="Loss (lower is better)",
        largest=usual if largest <= usual else grown,
        chance=guessing,
        chance_label=f"guessing: {guessing:.2f}",
        number_format=".3f",
        with_prediction=drawn is not None,
        tickCount=6,
        format="~r",
    )
    return Figure(rows, spec)


def accuracy_curve(
    points: pd.DataFrame,
    epochs: Sequence[EpochEnd],
    total_steps: int,
    classes: int = DIGITS,
    drawn: Values | None = None,
) -> Figure:
    """Draw training and validation accuracy over the steps on one axis, 0 to 100 %.

    A curve that was drawn before lies under them.
    """
    spec = _learning_spec(
        total_steps,
        title="Accuracy",
        largest=1.0,
        chance=1 / classes,
        chance_label=f"guessing: {chance(classes)}",
        number_format=None,
        with_prediction=drawn is not None,
        values=(0, 0.25, 0.5, 0.75, 1),
        labelExpr=PERCENT_LABELS,
    )
    return Figure(_learning_rows(points, epochs, "accuracy", total_steps, drawn), spec)


@lru_cache(maxsize=256)
def _single_spec(total_steps: int, title: str, largest: float) -> dict[str, Any]:
    chart = (
        alt.Chart(ROWS)
        .mark_line(strokeWidth=1.6, color=MAIN, clip=True)
        .encode(
            x=_step_axis(total_steps, ticks=3),
            y=alt.Y("value:Q", title=title, scale=alt.Scale(domain=[0, largest])).axis(
                tickCount=5,
                format=".7~f",  # "0.00001", which everybody can read, and not "1e-5"
            ),
            tooltip=[
                alt.Tooltip("step:Q", title="Step", format=",d"),
                alt.Tooltip("value:Q", title=title, format=".4~r"),
            ],
        )
        .properties(height=170)
    )
    return chart.to_dict()


def _single_rows(points: pd.DataFrame, field: str) -> pd.DataFrame:
    rows = points[["step", field]].set_axis(["step", "value"], axis=1)
    # Just before a run diverges, gradients are infinite: nothing that can be drawn.
    return rows[np.isfinite(rows["value"])]


def gradient_curve(points: pd.DataFrame, total_steps: int) -> Figure:
    """Draw the length of the gradient over the steps, up to 50."""
    rows = _single_rows(points, "gradient_norm")
    largest = min(rows["value"].max() if len(rows) else 0, MAX_GRADIENT_SHOWN)
    top = max(USUAL_MAX_GRADIENT, math.ceil(largest))
    return Figure(rows, _single_spec(total_steps, "Gradient norm", top))


def learning_rate_curve(points: pd.DataFrame, total_steps: int) -> Figure:
    """Draw the learning rate that steps were really taken with."""
    rows = _single_rows(points, "learning_rate")
    largest = rows["value"].max() if len(rows) else 1.0
    return Figure(rows, _single_spec(total_steps, "Learning rate", _round_up(largest)))


def _round_up(value: float) -> float:
    """Find the next larger number with one digit, so that an axis grows rarely."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return float(f"{math.floor(value / unit + 1) * unit:.6g}")
