"""The two trainings while they run: how far they are, their instruments, and a way to stop them."""

from __future__ import annotations

import streamlit as st

from core.clinic import INSTRUMENTS
from core.engine import OVER
from dashboard.furniture import run_player
from dashboard.in_words import in_words
from dashboard.views.clinic import instruments
from dashboard.views.clinic.visit import Twins, Visit
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import STATES, percent

# Each look draws five figures, which takes from the two trainings as much as it shows.
SECONDS_BETWEEN_LOOKS = 0.8


def show(mine: Visit) -> None:
    """Draw both twins, again and again while one of them moves."""
    twins = mine.twins
    assert twins is not None
    _buttons(mine, twins)

    def draw() -> None:
        progress(twins)
        instruments.show(twins, key="clinic", drawn=mine.drawn, drawn_measure=mine.measure)

    run_player.while_any_live([twins.clean, twins.faulty], draw, at_least=SECONDS_BETWEEN_LOOKS)


def progress(twins: Twins) -> None:
    """Draw how far both are."""
    done = sum(run.job.run.step for run in (twins.clean, twins.faulty))
    total = sum(run.job.run.total_steps for run in (twins.clean, twins.faulty))
    share = 1.0 if twins.are_over else done / total
    words = [f"**Clean**: {_state(twins.clean)}", f"**faulty**: {_state(twins.faulty)}"]
    st.progress(share, text=" · ".join(words))


def _state(run: RunHandle) -> str:
    training, state = run.job.run, STATES[run.job.state].lower()
    parts = [state, f"step {training.step:,} of {training.total_steps:,}"]
    if training.epochs:
        parts.append(f"validation accuracy {percent(training.epochs[-1].validation_accuracy)}")
    return ", ".join(parts)


def _both(twins: Twins, action: str) -> None:
    for run in (twins.clean, twins.faulty):
        if run.job.state not in OVER:
            getattr(run.job, action)()


def _buttons(mine: Visit, twins: Twins) -> None:
    over = twins.are_over
    states = [run.job.state for run in (twins.clean, twins.faulty)]
    paused = not over and all(
        state in (*OVER, "paused", "pausing", "interrupted", "ready") for state in states
    )
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Another fault",
            key="clinic_again",
            icon=":material/arrow_back:",
            type="primary" if mine.is_revealed else "secondary",
            on_click=in_words(_leave),
            args=(mine,),
            help="Both trainings end; choose and predict again.",
        )
        st.button(
            "Resume both" if paused else "Pause both",
            key="clinic_pause",
            disabled=over,
            on_click=in_words(_both),
            args=(twins, "start" if paused else "pause"),
        )
        st.button(
            "Stop both",
            key="clinic_stop",
            disabled=over,
            on_click=in_words(_both),
            args=(twins, "stop"),
        )
        _help()


def stop(twins: Twins) -> None:
    """End both trainings."""
    _both(twins, "stop")


def _leave(mine: Visit) -> None:
    if mine.twins is not None:
        stop(mine.twins)
    mine.begin_anew()


def _help() -> None:
    """Explain the five instruments."""
    with st.popover("The five instruments", icon=":material/speed:"):
        for instrument in INSTRUMENTS.values():
            st.markdown(f"**{instrument.title}**: {instrument.help}")
        st.markdown("Thin lines are training images, thick ones with points are validation images.")
