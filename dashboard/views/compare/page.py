"""The views of the Compare page, and when they are looked at again and again."""

from __future__ import annotations

import streamlit as st

from dashboard.furniture import run_player
from dashboard.in_words import fragment
from dashboard.settings import downloads
from dashboard.views.compare import (
    curves,
    ladder,
    more_images,
    range_test,
    runs,
    search,
    sweep,
    verdict,
)
from dashboard.views.compare.groups import group_runs
from dashboard.visitor import run_actions, session

VIEWS = ("Runs", "Verdict", "Sweep", "Search", "Ladder", "More images")
# Views of runs that may be training, which are looked at again and again.
MOVING = ("Runs", "Verdict", "Sweep")
POLL_SECONDS = 2.0
LEFT_OUT = "Runs with a deliberate fault stand in the table, but are not compared with others."


def show(view: str) -> None:
    """Draw a view; while runs train, again and again."""
    if view == "Search":
        search.show()
    elif view == "Ladder":
        ladder.show()
    elif view == "More images":
        more_images.show()
    elif run_actions.anything_trains():
        fragment(_look, run_every=POLL_SECONDS)(view, polling=True)
    else:
        _look(view, polling=False)  # Only what is no fragment can be ended by a click on Cancel.


def _look(view: str, *, polling: bool) -> None:
    live = run_actions.anything_trains()
    run_actions.leave_old_runs_to_the_disk()
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.show_upload()
        archived = st.toggle("With archived runs", key="compare_archived", persist_state="session")
        together = st.toggle(
            "Group runs that differ only in seed",
            value=True,
            key="compare_together",
            persist_state="session",
            help="Runs that differ in their seed only count as repetitions of one. A run whose "
            "rate was moved on the way, with steps by hand, from a file or continued on other "
            "hardware is one of its own.",
        )
    kept = [run for run in session.visitor().runs if archived or not run.about.archived]
    if view == "Sweep":
        sweep.show(kept)
        range_test.show()
    elif not kept:
        run_player.train_first(
            "There is nothing to compare yet. Train a network, change one setting, train again."
        )
        runs.show_unreadable()
    else:
        chosen = runs.show_table(kept) if view == "Runs" else kept
        compared = [run for run in chosen if not run.fault]
        groups = group_runs(compared, group_seeds=together)
        if view == "Runs":
            runs.show_unreadable()
            if len(compared) < len(chosen):
                st.caption(LEFT_OUT)
            curves.show(groups)
            st.subheader("One run", anchor=False)
            runs.show_one(kept)
        else:
            verdict.show(groups)
    runs.show_undo()
    if live != polling:
        st.rerun()
