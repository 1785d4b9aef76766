"""Compare: which setting is better, and whether the difference is more than noise."""

import streamlit as st

from dashboard.furniture import run_player
from dashboard.furniture.lesson import begin_lesson, explain, next_step
from dashboard.settings import downloads
from dashboard.views.compare import curves, ladder, range_test, runs, search, sweep, verdict
from dashboard.views.compare.groups import group_runs
from dashboard.visitor import run_actions, session

VIEWS = ("Runs", "Verdict", "Sweep", "Search", "Ladder")
# What shows runs that train, and looks again and again.
MOVING = ("Runs", "Verdict", "Sweep")
POLL_SECONDS = 2.0

begin_lesson("Compare", question="Which setting is better, and is that more than noise?")
me = session.visitor()
view = st.segmented_control(
    "Look at",
    VIEWS,
    default="Runs",
    required=True,
    key="compare_view",
    persist_state="session",
    label_visibility="collapsed",
)


def look() -> None:
    """Draw the chosen view; runs that train are looked at again and again."""
    live = view in MOVING and run_actions.anything_trains()
    run_actions.leave_old_runs_to_the_disk()
    if view == "Search":
        search.show()
        return
    if view == "Ladder":
        ladder.show()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.show_upload()
        archived = st.toggle("With archived runs", key="compare_archived", persist_state="session")
        together = st.toggle(
            "Group runs that differ only in seed",
            value=True,
            key="compare_together",
            persist_state="session",
            help="Runs that differ in their seed only count as repetitions of one.",
        )
    kept = [run for run in me.runs if archived or not run.about.archived]
    if view == "Sweep":
        sweep.show(kept)
        range_test.show()
    elif not kept:
        run_player.train_first(
            "There is nothing to compare yet. Train a network, change one setting, train again."
        )
    else:
        chosen = runs.show_table(kept) if view == "Runs" else kept
        groups = group_runs(chosen, group_seeds=together)
        if view == "Runs":
            curves.show(groups)
            st.subheader("One run", anchor=False)
            runs.show_one(kept)
        else:
            verdict.show(groups)
    runs.show_undo()
    if live != polling:
        st.rerun()


polling = view in MOVING and run_actions.anything_trains()
if polling:
    st.fragment(look, run_every=POLL_SECONDS)()
else:
    look()  # Only what is no fragment can be ended by a click on Cancel.
explain(
    "accuracy",
    "epoch",
    "interval",
    "learning rate",
    "McNemar's test",
    "seed",
    "validation images",
)
next_step("evaluate", "Next: look closer at one of them")
