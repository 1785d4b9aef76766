"""The challenges: a bound each, the best attempt so far, and a way to begin."""

from __future__ import annotations

import streamlit as st

from core.data import dataset_spec
from core.lessons import CHALLENGES, USUAL_DATASET, Challenge, faulty_challenge_files
from dashboard.furniture import challenge_bar
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.visitor import challenges, run_actions
from dashboard.visitor.run_handle import RunHandle


def show() -> None:
    """Draw the one that is on, and the list."""
    for fault in faulty_challenge_files():
        st.error(f"A challenge is left out. {plain(fault)}", icon=":material/error:")
    challenges.look()
    solved, count = len(challenges.progress().solved & set(CHALLENGES)), len(CHALLENGES)
    st.markdown(
        "Each sets a bound, and what you really reach is compared with it. How you get there is "
        f"up to you. **{solved} of {count} solved.**"
    )
    if (dataset := challenges.dataset()) != USUAL_DATASET:
        st.info(
            f"MNIST is not on this machine, so {dataset_spec(dataset).title.lower()} take its "
            "place, with bounds of their own. Attempts on MNIST count more when it is there.",
            icon=":material/info:",
        )
    present = challenges.present()
    for challenge in CHALLENGES.values():
        is_present = present is not None and present[0] is challenge
        with st.container(border=True, key=f"challenge_{challenge.name}", gap="xsmall"):
            _show(challenge, is_present=is_present)


def _show(challenge: Challenge, *, is_present: bool) -> None:
    record = challenges.record_of(challenge)
    is_begun = challenge.name in challenges.progress().records
    icon = "check_circle" if record.is_solved else "pending" if is_begun else "flag"
    # With three buttons a phone needs a second line.
    key = None if is_begun else f"challenge_row_{challenge.name}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        st.markdown(
            f":material/{icon}: {challenge.place}. **{plain(challenge.title)}** · "
            f"{plain(challenge.question)}",
            width="stretch",
        )
        if is_begun:
            st.button(
                "Start over",
                key=f"challenge_anew_{challenge.name}",
                type="tertiary",
                on_click=in_words(challenges.begin),
                args=(challenge.name,),
                kwargs={"anew": True},
                help=f"Start over: {challenge.title}. Its prepared settings are back, and only "
                "what you do from then on counts. Best attempts stay.",
            )
        if is_present:
            st.button("Leave", key="challenge_leave", on_click=in_words(challenges.leave))
        label = "Continue" if is_begun else "Begin"
        st.button(
            label,
            key=f"challenge_begin_{challenge.name}",
            type="primary" if is_present else "secondary",
            on_click=in_words(challenges.begin),
            args=(challenge.name,),
            help=f"{label}: {challenge.title}. About {challenge.minutes} minutes.",
        )
    best = record.best[0] if record.best else None
    challenge_bar.show_bounds(challenge, best, in_a_line=True)
    if record.is_solved:
        st.caption(plain(challenge.idea))
    if challenge.is_of_runs and record.best:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Best:", width="content")
            for place, attempt in enumerate(record.best):
                words = challenge_bar.attempt_in_words(challenge, attempt)
                _show_attempt(challenge, place, words, challenges.run_of(attempt))


def _show_attempt(challenge: Challenge, place: int, words: str, run: RunHandle | None) -> None:
    """Name an attempt; where its run is still here, lead to it."""
    words = plain(words[:1].upper() + words[1:])
    if run is None:
        st.caption(f"{words}. Its run is not here any more.")
    elif st.button(
        words,
        key=f"challenge_run_{challenge.name}_{place}",
        icon=":material/monitoring:",
        type="tertiary",
        help="Open this run on Evaluate.",
    ):
        run_actions.make_current(run)
        st.switch_page("../pages/evaluate.py")
