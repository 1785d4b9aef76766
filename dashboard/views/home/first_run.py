"""Home's picture: the first run, and what it has come to."""

from __future__ import annotations

import math

import streamlit as st

from core.engine import OVER
from core.percent import chance
from core.recipes import RECIPES
from core.training import training_size
from dashboard.furniture import home_preview, live_wall, run_player
from dashboard.furniture.lesson import link, takeaway
from dashboard.furniture.live_curves import about_points, curves, empty_curves
from dashboard.server.data_sets import quick_data
from dashboard.visitor.first_drawing import own_drawing
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import duration, percent_of

QUICK = RECIPES["quick"].config


def show(run: RunHandle | None) -> None:
    """Draw a run as long as it moves, or the places in which the quick one will appear."""
    live_wall.pictures(run.job.run.data if run else quick_data())
    run_player.while_live(run, _draw, before=_show_empty)


def _show_empty() -> None:
    live_wall.draw_before(quick_data(), own_drawing())
    _next_steps(ready=False)
    home_preview.nothing_yet()
    st.caption("Speed, time and validation accuracy will stand here.")
    images = QUICK.train_size or 0
    empty_curves(QUICK.epochs * math.ceil(images / QUICK.batch_size), QUICK.classes)


def _draw(run: RunHandle) -> None:
    # The wall first: what comes and goes below moves neither it nor the links.
    live_wall.draw(run, own_drawing())
    _next_steps(ready=run.job.state in OVER)
    run_player.progress(run)
    run_player.outcome(run)
    curves(run)
    about_points(run)
    _takeaway(run)


def _next_steps(*, ready: bool) -> None:
    """Lead on; loudly when the training is over, and from the same place before."""
    with st.container(horizontal=True, key=f"first_run_next_{'ready' if ready else 'later'}"):
        link("sketch", "Draw for your network", icon="draw", disabled=not ready)
        link("evaluate", "See what it gets wrong", icon="fact_check", disabled=not ready)


def _takeaway(run: RunHandle) -> None:
    training = run.job.run
    if not training.epochs:
        return
    end, count = training.epochs[-1], len(training.data.validation)
    right = round(end.validation_accuracy * count)
    seconds = sum(epoch.seconds for epoch in training.epochs)
    looks = end.epoch * training_size(training.data, run.config)
    takeaway(
        f"After {duration(seconds)} and {looks:,} looks at training images, the network reads "
        f"{percent_of(right, count)} validation images that it never learned from. Guessing "
        f"would give {chance(run.config.classes)}."
    )
