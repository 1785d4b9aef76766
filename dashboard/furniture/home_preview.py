"""What Home shows at once, while PyTorch is still being loaded behind it.

Nothing here imports it: that takes seconds after the server's start, and nobody should
look at an empty page meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.furniture.lesson import begin_lesson
from dashboard.in_words import in_words
from dashboard.page_list import HOME

if TYPE_CHECKING:
    from dashboard.visitor.run_handle import RunHandle

CURVE_HEIGHT = 350


def start_button(
    run: RunHandle | None, label: str, *, key: str, start: Callable[[], None], help: str
) -> None:
    """Draw the button that trains a new network; a held run makes it the second choice."""
    st.button(
        label,
        key=key,
        type="secondary" if run and run.job.state == "paused" else "primary",
        icon=":material/play_arrow:",
        disabled=run is not None and run.job.live,
        on_click=in_words(start),
        help=help,
    )


def _train_quick() -> None:
    # Imported here because PyTorch comes with them; a click in the first second waits for it.
    from dashboard.visitor import run_actions

    run_actions.start_recipe("quick")


def introduction() -> None:
    """Draw Home's question and what to do about it."""
    begin_lesson(HOME, title="Digit Lab")
    st.markdown(
        "Nobody tells it what a seven looks like. It sees thousands of handwritten digits, "
        "guesses, is told the right answer, and changes a little each time. Press the button and "
        "watch."
    )


def train_button(run: RunHandle | None) -> None:
    """Draw Home's one main control."""
    start_button(
        run,
        "Train a network",
        key="train_quick",
        start=_train_quick,
        help="A small convolutional network and some thousand images. Seconds, no GPU needed.",
    )


def nothing_yet() -> None:
    """Draw the progress of a run that was not started."""
    st.progress(0.0, text="**Ready** · the learning curves will appear here")


def draw() -> None:
    """Draw as much of Home as can be had without PyTorch, everything in its later place."""
    introduction()
    with st.container(horizontal=True, vertical_alignment="center"):
        train_button(None)
    picture, _ = st.columns([2, 1], gap="large")
    with picture:
        nothing_yet()
        for _ in ("loss", "accuracy"):
            st.skeleton(height=CURVE_HEIGHT)


def wait() -> None:
    """Say on any other page what is being waited for."""
    st.caption("Loading PyTorch: a few seconds, only for the first visitor after a start.")
    st.skeleton(height=CURVE_HEIGHT)
