"""Learning curves, from events. Pure: nothing here draws on a page.

Colors mean the same everywhere (Okabe and Ito's palette), and never stand alone:
training is blue and solid, validation orange and dashed, chance grey and dotted.
Axes keep their ranges while a run lives.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import pandas as pd

from core.data import CLASSES
from core.training import BatchEnd, EpochEnd

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#8A8A8A"
CHANCE_LOSS = math.log(CLASSES)
CHANCE_ACCURACY = 1 / CLASSES
USUAL_LARGEST_LOSS = 2.5
LARGEST_LOSS_SHOWN = 10
USUAL_LARGEST_GRADIENT = 5.0
LARGEST_GRADIENT_SHOWN = 50.0
MOST_POINTS = 500
# The same for both curves, so that a step stands above itself.
AXIS_WIDTH = 40
DIGITS = list(range(CLASSES))


def batch_means(
    batches: Sequence[BatchEnd], total_steps: int, field: str
) -> list[dict[str, float]]:
    """Average neighboring batches, so that a curve has at most 500 points.

    Parameters
    ----------
    batches : sequence of BatchEnd
        The steps so far.
    total_steps : int
        Steps of the whole run: the width of a group does not change while it lives.
    field : str
        Which number of a batch.

    Returns
    -------
    list of dict
        ``step`` (the last of the group) and ``value`` (mean over the group's examples).
    """
    width = batches_per_point(total_steps)
    points = []
    for start in range(0, len(batches), width):
        group = batches[start : start + width]
        examples = sum(batch.examples for batch in group)
        total = sum(getattr(batch, field) * batch.examples for batch in group)
        points.append({"step": group[-1].step, "value": total / examples})
    return points


def batches_per_point(total_steps: int) -> int:
    """Tell how many batches one point of a curve stands for."""
    return math.ceil(total_steps / MOST_POINTS)


def _learning_curve(
    points: list[dict[str, float]],
    epochs: Sequence[EpochEnd],
    total_steps: int,
    field: str,
    *,
    title: str,
    axis: alt.Axis,
    largest: float,
    chance: float,
    chance_label: str,
    number_format: str,
) -> alt.LayerChart:
    training = pd.DataFrame(points, columns=["step", "value"]).assign(series="training")
    validation = pd.DataFrame(
        [{"step": end.step, "value": getattr(end, f"validation_{field}")} for end in epochs],
        columns=["step", "value"],
    ).assign(series="validation")
    x = alt.X("step:Q", title="Step", scale=alt.Scale(domain=[0, total_steps], nice=False)).axis(
        tickCount=6, format=",d"
    )
    y = alt.Y("value:Q", title=title, scale=alt.Scale(domain=[0, largest], nice=False), axis=axis)
    # The chance line has its words in the legend, where both themes can be read.
    names = ["training", "validation", chance_label]
    color = alt.Color(
        "series:N", title=None, scale=alt.Scale(domain=names, range=[BLUE, ORANGE, GREY])
    ).legend(
        orient="top",
        symbolType="stroke",
        symbolStrokeWidth=3,
        symbolSize=150,
        labelLimit=0,
        columnPadding=8,
    )
    dash = alt.StrokeDash(
        "series:N", title=None, scale=alt.Scale(domain=names, range=[[1, 0], [6, 4], [2, 3]])
    )
    hover = [
        alt.Tooltip("series:N", title="Images"),
        alt.Tooltip("step:Q", title="Step", format=",d"),
        alt.Tooltip("value:Q", title=title, format=number_format),
    ]
    lines = alt.Chart(training).mark_line(strokeWidth=1.6, clip=True)
    checks = alt.Chart(validation).mark_line(
        strokeWidth=2.4, clip=True, point=alt.OverlayMarkDef(size=60, filled=True)
    )
    level = alt.Chart(pd.DataFrame({"value": [chance], "series": [chance_label]}))
    rule = level.mark_rule(strokeWidth=1.5).encode(y=y, color=color, strokeDash=dash)
    return alt.layer(
        rule,
        lines.encode(x=x, y=y, color=color, strokeDash=dash, tooltip=hover),
        checks.encode(x=x, y=y, color=color, strokeDash=dash, tooltip=hover),
    ).properties(height=320)


def loss_curve(
    batches: Sequence[BatchEnd], epochs: Sequence[EpochEnd], total_steps: int
) -> alt.LayerChart:
    """Draw training and validation loss over the steps, in nats on one axis."""
    points = batch_means(batches, total_steps, "loss")
    seen = [point["value"] for point in points] + [end.validation_loss for end in epochs]
    largest = max(seen, default=0)
    # Whole nats, so that the axis grows rarely; a diverging run leaves it at the top.
    grown = min(math.ceil(largest), LARGEST_LOSS_SHOWN)
    return _learning_curve(
        points,
        epochs,
        total_steps,
        "loss",
        title="Loss (nats)",
        axis=alt.Axis(tickCount=6, format="~g", minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH),
        largest=USUAL_LARGEST_LOSS if largest <= USUAL_LARGEST_LOSS else grown,
        chance=CHANCE_LOSS,
        chance_label="chance: 2.303",
        number_format=".3f",
    )


def accuracy_curve(
    batches: Sequence[BatchEnd], epochs: Sequence[EpochEnd], total_steps: int
) -> alt.LayerChart:
    """Draw training and validation accuracy over the steps on one axis, 0 to 100 %."""
    return _learning_curve(
        batch_means(batches, total_steps, "accuracy"),
        epochs,
        total_steps,
        "accuracy",
        title="Accuracy",
        axis=alt.Axis(
            values=[0, 0.25, 0.5, 0.75, 1],
            format=".0%",
            minExtent=AXIS_WIDTH,
            maxExtent=AXIS_WIDTH,
        ),
        largest=1.0,
        chance=CHANCE_ACCURACY,
        chance_label="chance: 10 %",
        number_format=".1%",
    )


def _single_curve(
    points: list[dict[str, float]], total_steps: int, title: str, largest: float
) -> alt.Chart:
    return (
        alt.Chart(pd.DataFrame(points, columns=["step", "value"]))
        .mark_line(strokeWidth=1.6, color=BLUE, clip=True)
        .encode(
            x=alt.X(
                "step:Q", title="Step", scale=alt.Scale(domain=[0, total_steps], nice=False)
            ).axis(tickCount=3, format=",d"),
            y=alt.Y("value:Q", title=title, scale=alt.Scale(domain=[0, largest])).axis(
                tickCount=5, format="~g"
            ),
            tooltip=[
                alt.Tooltip("step:Q", title="Step", format=",d"),
                alt.Tooltip("value:Q", title=title, format=".4~g"),
            ],
        )
        .properties(height=170)
    )


def gradient_curve(batches: Sequence[BatchEnd], total_steps: int) -> alt.Chart:
    """Draw the length of the gradient over the steps, up to 50."""
    means = batch_means(batches, total_steps, "gradient_norm")
    # Just before a run diverges, gradients are infinite: nothing that can be drawn.
    points = [point for point in means if math.isfinite(point["value"])]
    largest = min(max((point["value"] for point in points), default=0), LARGEST_GRADIENT_SHOWN)
    return _single_curve(
        points, total_steps, "Gradient norm", max(USUAL_LARGEST_GRADIENT, math.ceil(largest))
    )


def learning_rate_curve(batches: Sequence[BatchEnd], total_steps: int) -> alt.Chart:
    """Draw the learning rate that steps were really taken with; no means, it jumps."""
    width = batches_per_point(total_steps)
    chosen = [*batches[::width], *batches[-1:]]
    points = [{"step": batch.step, "value": batch.learning_rate} for batch in chosen]
    largest = max((point["value"] for point in points), default=1.0)
    return _single_curve(points, total_steps, "Learning rate", largest * 1.1)
