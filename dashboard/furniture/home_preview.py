"""What Home shows at once, while PyTorch is still being loaded behind it.

Nothing here imports it: that takes seconds after the server's start, and nobody should
look at an empty page meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from dashboard.furniture import first_canvas
from dashboard.furniture.lesson import begin_lesson
from dashboard.in_words import fragment, in_words
from dashboard.page_list import HOME
from dashboard.server.loading import loading

if TYPE_CHECKING:
    from dashboard.visitor.run_handle import RunHandle

CURVE_HEIGHT = 350
SECONDS_BETWEEN_LOOKS = 0.25


def start_button(
    run: RunHandle | None,
    label: str,
    *,
    key: str,
    start: Callable[[], None],
    help: str,
    quiet: bool = False,
) -> None:
    """Draw the button that trains a new network.

    It is the second choice beside a held run, and where something else comes next (`quiet`).
    """
    st.button(
        label,
        key=key,
        type="secondary" if quiet or (run and run.job.state == "paused") else "primary",
        icon=":material/play_arrow:",
        disabled=run is not None and run.job.live,
        on_click=in_words(start),
        help=help,
    )


def _train_quick() -> None:
    # Imported here because PyTorch comes with them; a click in the first second waits for it.
    from dashboard.visitor import run_actions

    run_actions.start_recipe("quick")


def introduction(*, own: bool = False) -> None:
    """Draw Home's question and what there is to try; with the visitor's own network, if so."""
    begin_lesson(HOME, title="Digit Lab")
    beside = "your own" if own else "the same network before it had learned"
    st.markdown(f"Draw a digit. A trained network reads it, and beside it {beside}.")


def train_button(run: RunHandle | None) -> None:
    """Draw the button that trains the quick recipe."""
    start_button(
        run,
        "Train your own",
        key="train_quick",
        start=_train_quick,
        quiet=run is not None and run.job.run.finished,
        help="A small convolutional network and some thousand images. Seconds, no GPU needed.",
    )


def nothing_yet() -> None:
    """Draw the progress of a run that was not started."""
    st.progress(0.0, text="**Ready** · the learning curves will appear here")


def button_row() -> DeltaGenerator:
    """Make the place of the buttons below the canvas, with the question that leads to them."""
    row = st.container(horizontal=True, vertical_alignment="center", key="first_buttons")
    row.markdown("**What happened in between?**", width="content")
    return row


def draw() -> None:
    """Draw as much of Home as can be had without PyTorch, everything in its later place."""
    introduction()
    first_canvas.try_it()
    with button_row():
        train_button(None)


def wait_with(page: StreamlitPage | None) -> None:
    """Show a page that can be used already, or none, while PyTorch is being loaded."""
    if page is not None:
        page.run()
    st.caption("Loading PyTorch: a few seconds, only after a start of the server.")
    st.skeleton(height=CURVE_HEIGHT)


def look_whether_all_is_there() -> None:
    """Draw the whole page as soon as PyTorch is loaded."""

    def look() -> None:
        if loading().done:
            st.rerun()

    fragment(look, run_every=SECONDS_BETWEEN_LOOKS)()
