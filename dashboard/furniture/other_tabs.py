"""What another browser tab of the same workspace did, seen here soon.

A page that shows a live training looks again and again anyway. A page at rest would show "Paused",
and offer Resume, long after another tab has ended the training.
"""

from __future__ import annotations

import streamlit as st

from core.engine import LIVE
from dashboard.in_words import fragment
from dashboard.visitor import session
from dashboard.visitor.visitors import Visitor

# A look takes about a millisecond, and draws nothing.
SECONDS_BESIDE_OTHERS = 2.0
# Alone there is nothing to see but that another tab was opened.
SECONDS_ALONE = 10.0


def what_is_shared(me: Visitor) -> tuple[object, ...]:
    """Sum up what any tab may change and all tabs show; steps of a live run are not among it."""
    runs = [(run.number, "live" if run.state in LIVE else run.state, run.about) for run in me.runs]
    current = None if me.current is None else me.current.number
    deleted = None if me.deleted is None else me.deleted.number
    return (len(me.tabs) > 1, current, deleted, *runs)


def watch() -> None:
    """Draw the page again when another tab has changed what it shows."""
    me = session.visitor()
    shown = what_is_shared(me)

    def look() -> None:
        if what_is_shared(me) != shown:
            st.rerun()

    fragment(look, run_every=SECONDS_BESIDE_OTHERS if len(me.tabs) > 1 else SECONDS_ALONE)()
