"""A whole run: one image, and all validation images."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core.evaluation import confusion_matrix, predict_probabilities
from dashboard import class_names
from dashboard.figures.axes import PERCENT
from dashboard.figures.confusion import confusion_figure
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import CATEGORIES, CONTEXT
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import takeaway
from dashboard.views.inside.moment import Moment
from dashboard.wording import how_often, interval, percent_of

# Most is learned in the first steps, so they have the most room.
STEPS_NAMED = [0, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000]


def image_history(moment: Moment) -> pd.DataFrame:
    """Let the network of every moment read the chosen image.

    Returns
    -------
    DataFrame
        ``step``, ``prediction``, ``probability`` of the true class where it is known,
        else of the one that is said in the end.
    """
    probabilities = moment.run.once(
        ("history", moment.times, moment.image.tobytes()), lambda: _answers(moment)
    )
    digit = int(probabilities[-1].argmax()) if moment.label is None else moment.label
    return pd.DataFrame(
        {
            "step": [snapshot.step for snapshot in moment.snapshots],
            "prediction": probabilities.argmax(axis=1),
            "probability": probabilities[:, digit],
            "right": (probabilities.argmax(axis=1) == digit) & np.isfinite(probabilities[:, 0]),
        }
    )


def _answers(moment: Moment) -> np.ndarray:
    run = moment.run.job.run
    return np.stack(
        [
            predict_probabilities(
                run.model_at(snapshot), moment.image[None], moment.standardization
            )[0]
            for snapshot in moment.snapshots
        ]
    )


@cache
def _life_spec(digit: str) -> dict[str, Any]:
    base = (
        alt.Chart(ROWS)
        .transform_calculate(**percent_words("probability"))
        .encode(
            x=alt.X(
                "step:Q",
                title="Step",
                scale=alt.Scale(type="symlog", constant=10, nice=False),
                axis=alt.Axis(values=STEPS_NAMED, format=",d", labelOverlap=True),
            ),
            y=alt.Y(
                "probability:Q",
                title=f"Probability of {digit}",
                axis=PERCENT,
                scale=alt.Scale(domain=[0, 1]),
            ),
            tooltip=[
                alt.Tooltip("step:Q", title="Step", format=",d"),
                alt.Tooltip("prediction:N", title="Read as"),
                percent_tooltip("probability", f"Probability of {digit}"),
            ],
        )
    )
    marks = base.mark_point(filled=True, size=80, opacity=1).encode(
        color=alt.Color(
            "right:N",
            title=f"Read as {digit}",
            legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=[True, False], range=list(CATEGORIES[:2])),
        ),
        shape=alt.Shape(
            "right:N", legend=None, scale=alt.Scale(domain=[True, False], range=["circle", "cross"])
        ),
    )
    now = (
        alt.Chart(ROWS)
        .transform_filter(alt.datum.now)
        .mark_rule(color=CONTEXT, strokeDash=[4, 3])
        .encode(x="step:Q")
    )
    layers = alt.layer(base.mark_line(color=CONTEXT), marks, now, data=ROWS)
    return layers.properties(height=240).to_dict()


def life_figure(line: pd.DataFrame, digit: str, position: int) -> Figure:
    """Draw the probability of a class over a run, with the present moment."""
    return Figure(line.assign(now=np.arange(len(line)) == position), _life_spec(digit))


def show(moment: Moment) -> None:
    """Show the history of the image, then the confusion matrix of this moment."""
    line = image_history(moment)
    label = int(line["prediction"].iloc[-1]) if moment.label is None else moment.label
    spec = moment.spec
    digit = spec.class_names[label]
    named = line.assign(prediction=[spec.class_names[one] for one in line["prediction"]])
    step = moment.network.step
    draw_figure(
        life_figure(named, digit, moment.position),
        key="image_history",
        alt=f"The probability of {digit} at {len(line)} moments",
    )
    right = line["right"].to_numpy()
    learned = int((right[1:] & ~right[:-1]).sum())
    forgotten = int((~right[1:] & right[:-1]).sum())
    takeaway(
        f"{moment.name}: read as {class_names.in_text(spec, label)} at {int(right.sum())} of "
        f"{len(line)} moments; "
        f"{how_often('learned', learned)}, {how_often('forgotten', forgotten)}. "
        "Images that are forgotten again and again are the hard ones (Toneva et al., 2019)."
    )
    evaluation = moment.network.evaluation("validation")
    st.markdown(
        f"**All validation images at step {step:,}**: "
        f"{percent_of(evaluation.correct, len(evaluation.labels))} right, "
        f"{interval(evaluation.correct, len(evaluation.labels))}, mean loss "
        f"{evaluation.loss:.3f} nats"
    )
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions, spec.classes)
    draw_figure(
        confusion_figure(matrix, names=spec.class_names, noun=spec.noun),
        key="life_confusion",
        alt=f"Confusion matrix at step {step:,}",
    )
