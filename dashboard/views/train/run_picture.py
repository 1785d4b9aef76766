"""Everything that moves while a run is training, and the same place before the first run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import streamlit as st

from core.training import log_lines, steps_per_epoch, training_size
from dashboard.figures import learning_curves
from dashboard.furniture import live_wall, run_player
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import lazy_expander
from dashboard.furniture.live_curves import MIN_CURVE_PIXELS, about_points, curves, empty_curves
from dashboard.views.train import meaning, prediction
from dashboard.visitor.draft import prepared_config, prepared_data
from dashboard.visitor.first_drawing import own_drawing
from dashboard.visitor.run_handle import RunHandle

NOTHING_YET = "press Train, and the learning curves appear here"
LOG_LINES_SHOWN = 14
# Its height is in the stylesheet: with all its words, whatever it says at the moment.
PROGRESS = "train_progress"


def show(run: RunHandle | None) -> None:
    """Draw a run as long as it moves, or the axes on which one will appear.

    Whoever predicts the next run sees neither, but a chart to draw in.
    """
    if prediction.is_open(run):
        run = None
    live_wall.pictures(run.job.run.data if run else prepared_data())
    run_player.while_live(run, _draw, before=_show_empty)


def _show_empty() -> None:
    """Draw as many parts as a run has, so that nothing moves when one begins."""
    config, data = prepared_config(), prepared_data()
    with st.container(key=PROGRESS):
        predicts = prediction.is_open(None)
        first = "draw what you expect, then press Train" if predicts else NOTHING_YET
        st.progress(0.0, text=f"**Ready** · {first}")
        st.caption("Speed, time and validation accuracy will stand here.")
    if predicts:
        prediction.show_chart()
    else:
        empty_curves(config.epochs * steps_per_epoch(data, config), config.classes)
    meaning.show_empty()
    live_wall.draw_before(data, own_drawing())


def _draw(run: RunHandle) -> None:
    with st.container(key=PROGRESS):
        run_player.progress(run)
    curves(run, prediction.drawn_before(run))
    prediction.show_comparison(run)
    # What the run has come to has a place of its own, so that the wall below does not move.
    meaning.show(run)
    live_wall.draw(run, own_drawing())
    about_points(run)
    _show_steps(run)
    expander = lazy_expander("Text log", icon="terminal", key="log")
    if expander.open:
        with expander:
            _show_log(run)


def _show_steps(run: RunHandle) -> None:
    """Draw what the steps were: the length of the gradient, and the learning rate."""
    total_steps = run.job.run.total_steps
    with st.grid(2, min_column_width=MIN_CURVE_PIXELS, key="step_curves"):
        draw_figure(
            learning_curves.gradient_curve(run.points(), total_steps),
            key="gradient_curve",
            alt="Length of the gradient over the steps",
        )
        draw_figure(
            learning_curves.learning_rate_curve(run.points(), total_steps),
            key="learning_rate_curve",
            alt="Learning rate over the steps",
        )


def _show_log(run: RunHandle) -> None:
    """Write the last lines of the log, and offer all of it."""
    training = run.job.run

    def lines() -> Iterator[str]:
        learned = training_size(training.data, training.config)
        validated = len(training.data.validation)
        return log_lines(training.batches, training.epochs, learned, validated)

    last_lines = deque(lines(), maxlen=LOG_LINES_SHOWN)
    st.code("\n".join(last_lines) or "No line yet: one every 20 batches.", None)
    st.download_button(
        "Download the whole log",
        lambda: "\n".join(lines()),
        f"{run.file_name}.log" if run.fault else "training.log",
        key="download_log",
        on_click="ignore",
    )
