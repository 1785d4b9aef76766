"""Which network's step is taken apart: one at its beginning, or a run's as it is now."""

from __future__ import annotations

import streamlit as st

from dashboard.in_words import in_words
from dashboard.views.one_step.workbench import Workbench, workbench
from dashboard.visitor import run_actions, session
from dashboard.visitor.run_handle import RunHandle

KEY = "bench_source"
START, FRESH = "start", "A fresh network"


def choose_network() -> tuple[Workbench, RunHandle | None]:
    """Let the visitor choose a network.

    The first steps move the most: late in a run they may be too short to be seen, so a run as it
    is now is never the first choice.

    Returns
    -------
    Workbench
        A copy of it, and its step.
    RunHandle or None
        The run that it was copied from; None where it is at its beginning.
    """
    me = session.visitor()
    runs = {run.number: run for run in reversed(me.runs)}
    current = me.current

    def words(one: int | str) -> str:
        if isinstance(one, int):
            return f"{runs[one].title}, as it is now"
        return (
            f"Run {current.number}'s settings, from their start"
            if current and one == START
            else FRESH
        )

    chosen = st.selectbox(
        "Network",
        [*([START] if current else []), FRESH, *runs],
        key=KEY,
        persist_state="session",
        on_change=in_words(run_actions.leave_old_runs_to_the_disk),
        width=420,
        format_func=words,
        help="A copy of it is taken apart here. The run itself never changes. Fresh: the network "
        "in preparation.",
    )
    run = runs[chosen] if isinstance(chosen, int) else None
    start = current.config if current and chosen == START else None
    return workbench(run, start=start), run
