"""The moving picture of a run: its two learning curves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd
import streamlit as st

from core.comparison.drawn_curve import Values
from core.percent import chance
from core.training import EpochEnd
from dashboard.figures import learning_curves
from dashboard.figures.batch_means import BatchMeans
from dashboard.furniture.drawing import draw_figure
from dashboard.visitor.run_handle import RunHandle

MIN_CURVE_PIXELS = 340
NOTHING_DRAWN: Mapping[str, Values] = MappingProxyType({})


def empty_curves(total_steps: int, classes: int) -> None:
    """Draw the axes on which a run will appear, so that nothing jumps when it starts."""
    _draw(BatchMeans(total_steps).read([]), [], total_steps, classes, {})


def _draw(
    points: pd.DataFrame,
    epochs: Sequence[EpochEnd],
    total_steps: int,
    classes: int,
    drawn: Mapping[str, Values],
) -> None:
    # Beside each other where there is room for both, below each other on a phone.
    with st.grid(2, min_column_width=MIN_CURVE_PIXELS, key="curves"):
        draw_figure(
            learning_curves.loss_curve(points, epochs, total_steps, classes, drawn.get("loss")),
            key="loss_curve",
            alt="Training and validation loss in nats over the steps of the current run",
        )
        draw_figure(
            learning_curves.accuracy_curve(
                points, epochs, total_steps, classes, drawn.get("accuracy")
            ),
            key="accuracy_curve",
            alt="Training and validation accuracy over the steps of the current run",
        )


def curves(run: RunHandle, drawn: Mapping[str, Values] = NOTHING_DRAWN) -> None:
    """Draw loss and accuracy of a run so far, training and validation together.

    Parameters
    ----------
    run : RunHandle
        Whose curves they are.
    drawn : mapping
        What was drawn before the run, by "loss" or "accuracy"; it lies under the curves.
    """
    training = run.job.run
    # A copy: the list grows while it is drawn.
    _draw(run.points(), training.epochs[:], training.total_steps, run.config.classes, drawn)


def about_points(run: RunHandle) -> None:
    """Say what one point of the curves is."""
    width = run.means.width
    training_points = "one batch" if width == 1 else f"the mean of {width} batches"
    validation_points = f"all {len(run.job.run.data.validation):,} validation images"
    classes = run.config.classes
    st.caption(
        f"Each training point is {training_points}, before the update; each validation point "
        f"{validation_points} after an epoch. Chance: guessing gives a loss of "
        f"ln {classes} = {math.log(classes):.3f} nats and {chance(classes)} right."
    )
