"""Everything that moves while a run is training, and the same place before the first run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import streamlit as st

from core.training import EpochEnd, TrainingRun, log_lines, steps_per_epoch, training_size
from dashboard.figures import learning_curves
from dashboard.furniture import live_wall, run_player
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import lazy_expander, takeaway
from dashboard.furniture.live_curves import curves, empty_curves
from dashboard.plain_text import plain
from dashboard.visitor.draft import prepared_config, prepared_data
from dashboard.visitor.first_drawing import own_drawing
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import percent

LOG_LINES_SHOWN = 14


def show(run: RunHandle | None) -> None:
    """Draw a run as long as it moves, or the axes on which one will appear."""
    if run is None:
        _show_empty()
        return
    live_wall.pictures(run.job.run.data)
    run_player.while_live(run, _draw)


def _show_empty() -> None:
    """Draw as many lines as a run has, so that nothing moves when one begins."""
    config, data = prepared_config(), prepared_data()
    live_wall.pictures(data)
    live_wall.draw_before(data, own_drawing())
    st.caption("Nothing has been trained yet")
    st.progress(0.0, text="**Ready** · press Train, and the learning curves appear here")
    st.caption("Speed, time and validation accuracy will stand here.")
    empty_curves(config.epochs * steps_per_epoch(data, config))


def _draw(run: RunHandle) -> None:
    training = run.job.run
    # The wall first: what comes and goes below does not move it.
    live_wall.draw(run, own_drawing())
    st.caption(f"{plain(run.title)}, seed {run.config.seed}")
    run_player.progress(run)
    run_player.outcome(run)
    curves(run)
    gradient, rate = st.columns(2)
    with gradient:
        draw_figure(
            learning_curves.gradient_curve(run.points(), training.total_steps),
            key="gradient_curve",
            alt="Length of the gradient over the steps",
        )
    with rate:
        draw_figure(
            learning_curves.learning_rate_curve(run.points(), training.total_steps),
            key="learning_rate_curve",
            alt="Learning rate over the steps",
        )
    expander = lazy_expander("Text log", icon="terminal", key="log")
    if expander.open:
        with expander:
            _show_log(training)
    if training.epochs:
        takeaway(last_epoch_in_words(training.epochs[-1]))


def _show_log(training: TrainingRun) -> None:
    """Write the last lines of the log, and offer all of it."""

    def lines() -> Iterator[str]:
        learned = training_size(training.data, training.config)
        validated = len(training.data.validation)
        return log_lines(training.batches, training.epochs, learned, validated)

    last_lines = deque(lines(), maxlen=LOG_LINES_SHOWN)
    st.code("\n".join(last_lines) or "No line yet: one every 20 batches.", None)
    st.download_button(
        "Download the whole log",
        lambda: "\n".join(lines()),
        "training.log",
        key="download_log",
        on_click="ignore",
    )


def last_epoch_in_words(end: EpochEnd) -> str:
    """Say what an epoch has come to, and how far training and validation are apart."""
    gap = (end.training_accuracy - end.validation_accuracy) * 100
    why = (
        " Training accuracy is measured while the network still learns (and with dropout, "
        "where there is some), so it can be the lower one."
        if gap < 0
        else ""
    )
    return (
        f"Epoch {end.epoch}: training loss {end.training_loss:.3f}, training accuracy "
        f"{percent(end.training_accuracy)}; validation loss {end.validation_loss:.3f}, "
        f"validation accuracy {percent(end.validation_accuracy)}. Gap: {gap:.1f} percentage "
        f"points.{why}"
    )
