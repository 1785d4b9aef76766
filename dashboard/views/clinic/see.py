"""What did you see? Asked before anything is explained."""

from __future__ import annotations

import streamlit as st

from core.clinic import FAULTS
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.views.clinic import judge, outcome
from dashboard.views.clinic.visit import Visit
from dashboard.visitor import session
from dashboard.wording import percent


def show(mine: Visit) -> None:
    """Ask it; answering, or one press, leads on."""
    twins = mine.twins
    assert twins is not None
    fault = FAULTS[twins.fault]
    choices = outcome.choices(fault)
    with st.container(border=True, key="clinic_seen_place"):
        if fault.number:
            readings = twins.readings()
            st.markdown(
                f"{plain(fault.number.title[:1].upper() + fault.number.title[1:])}: **clean "
                f"{percent(readings.clean.value('number'))}**, **faulty "
                f"{percent(readings.faulty.value('number'))}**."
            )
        st.radio(
            "What did you see?" if fault.number else "What did you see of the faulty twin?",
            list(choices),
            index=None,
            key=f"clinic_seen_{twins.faulty.number}",
            format_func=choices.__getitem__,
            on_change=in_words(_answer),
            args=(mine, f"clinic_seen_{twins.faulty.number}"),
        )
        st.button("Skip", key="clinic_skip_seen", on_click=in_words(_reveal), args=(mine,))


def _answer(mine: Visit, key: str) -> None:
    twins = mine.twins
    # A browser tells what it has chosen again when the question has long gone from the page.
    if twins is None or mine.is_revealed:
        return
    mine.seen = session.widget_value(key)
    readings = twins.readings()
    was = outcome.seen(FAULTS[twins.fault], readings.clean, readings.faulty)
    judge.note(twins, seen=mine.seen == was)
    _reveal(mine)


def _reveal(mine: Visit) -> None:
    mine.is_revealed = True
