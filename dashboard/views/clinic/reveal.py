"""The answer: the wrong lines, what they did in this very run, and what mends them."""

from __future__ import annotations

import streamlit as st

from core.clinic import FAULTS, READINGS, measured_in_words
from core.engine import OVER
from dashboard.furniture import run_player
from dashboard.furniture.lesson import takeaway
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.views.clinic import instruments, judge, outcome
from dashboard.views.clinic.outcome import written
from dashboard.views.clinic.start import goes_on, mend
from dashboard.views.clinic.visit import Twins, Visit
from dashboard.visitor import session
from dashboard.visitor.predictions import QUESTIONS, Predictions
from dashboard.wording import percent


def show(mine: Visit) -> None:
    """Draw the answer."""
    twins = mine.twins
    assert twins is not None
    fault, readings = FAULTS[twins.fault], twins.readings()
    choices = outcome.choices(fault)
    was = outcome.seen(fault, readings.clean, readings.faulty)
    if mine.seen is not None:
        told = (
            "So the numbers say" if mine.seen == was else f"The numbers say: {choices[was].lower()}"
        )
        st.markdown(f"You saw: *{choices[mine.seen].lower()}*. {told}, {_in_numbers(mine)}")
    takeaway(
        f"**{plain(fault.title)}.** Some think: *{plain(fault.belief)}* It is not so. "
        f"{plain(fault.explanation(readings.clean, readings.faulty))} {plain(fault.expectation)}"
    )
    instruments.show_difference(twins)
    if table := measured_in_words(twins.fault, twins.clean.config.dataset):
        st.caption(plain(table))
    for sentence in judge.sentences(mine, twins, readings):
        st.markdown(f":material/stylus: {plain(sentence)}")
    _show_fix(twins)


def _in_numbers(mine: Visit) -> str:
    twins = mine.twins
    assert twins is not None
    fault, readings = FAULTS[twins.fault], twins.readings()
    name = "number" if fault.number else "validation_accuracy"
    words = fault.number.title if fault.number else READINGS[name].title
    values = [written(name, one.value(name)) for one in (readings.clean, readings.faulty)]
    return f"{plain(words)} {values[0]} clean, {values[1]} faulty."


def _show_fix(twins: Twins) -> None:
    fault = FAULTS[twins.fault]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Fix it",
            key="clinic_fix",
            type="primary" if twins.mended is None else "secondary",
            icon=":material/healing:",
            disabled=twins.mended is not None,
            on_click=in_words(mend),
            args=(twins,),
        )
        how = (
            "continues the faulty training with the clean code from here"
            if goes_on(twins)
            else "begins anew with the clean code, because going on could not heal it"
        )
        st.caption(f"*Fix it* {how}. {plain(fault.why_not)}")
    if twins.mended is None:
        return
    mended = twins.mended

    def draw() -> None:
        instruments.show_legend(mended=True)
        instruments.show_one(twins, "accuracy", key="clinic_mended", mended=True)
        if mended.job.state in OVER and mended.job.run.epochs:
            reached = mended.job.run.epochs[-1].validation_accuracy
            faulty = twins.faulty.job.run.epochs
            before = percent(faulty[-1].validation_accuracy) if faulty else "no number"
            st.markdown(f"Mended: validation accuracy **{percent(reached)}**, before {before}.")
        else:
            st.caption("What the mended training comes to will stand here.")

    run_player.while_any_live([mended], draw)


def show_rates() -> None:
    """Say how often the visitor's predictions came so; it is nobody's grade."""
    rates = session.state(Predictions).rates()
    if not rates:
        return
    words = [f"{QUESTIONS[name]} {hits} of {count}" for name, (hits, count) in rates.items()]
    st.caption(f"So far you foresaw or saw rightly: {'; '.join(words)}. Nobody grades this.")
