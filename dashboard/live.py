"""The moving picture of a run: its progress and its two learning curves."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.training import BatchEnd, EpochEnd
from dashboard import charts, player
from dashboard.session import NamedRun


def empty_curves(total_steps: int) -> None:
    """Draw the axes on which a run will appear, so that nothing jumps when it starts."""
    _draw([], [], total_steps)


def _draw(batches: Sequence[BatchEnd], epochs: Sequence[EpochEnd], total_steps: int) -> None:
    st.altair_chart(
        charts.loss_curve(batches, epochs, total_steps),
        key="loss_curve",
        alt="Training and validation loss in nats over the steps of the current run",
    )
    st.altair_chart(
        charts.accuracy_curve(batches, epochs, total_steps),
        key="accuracy_curve",
        alt="Training and validation accuracy over the steps of the current run",
    )


def curves(run: NamedRun) -> None:
    """Draw loss and accuracy of a run so far, training and validation together."""
    training = run.job.run
    # Copies: the lists grow while they are drawn.
    _draw(training.batches[:], training.epochs[:], training.total_steps)
    width = charts.batches_per_point(training.total_steps)
    training_points = "one batch" if width == 1 else f"the mean of {width} batches"
    validation_points = f"all {len(training.data.validation):,} validation images"
    st.caption(
        f"Each training point is {training_points}, before the update; each validation point "
        f"{validation_points} after an epoch. Chance: guessing gives a loss of "
        "ln 10 = 2.303 nats and 10 % right."
    )


def live_run(run: NamedRun) -> None:
    """Draw progress, curves and, if it came to that, why the run ended early."""
    player.progress(run)
    player.outcome(run)
    curves(run)
