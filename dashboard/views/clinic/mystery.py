"""An unnamed fault: turn instruments on one by one, and name it."""

from __future__ import annotations

import secrets

import pandas as pd
import streamlit as st

from core.clinic import FAULTS, INSTRUMENTS, Mystery
from dashboard.furniture import run_player
from dashboard.furniture.lesson import takeaway
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.views.clinic import choose, evidence, instruments, live
from dashboard.views.clinic.start import start_mystery
from dashboard.views.clinic.visit import MAX_MYSTERY, MysteryVisit, Twins
from dashboard.visitor import session
from dashboard.visitor.predictions import Prediction, Predictions
from dashboard.wording import counted


def show() -> None:
    """Draw the step at which this browser tab is."""
    mine = session.tab().state(MysteryVisit)
    choose.write_address(seed=mine.seed)
    if mine.twins is None:
        _show_beginning(mine)
        return
    twins = mine.twins
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Another mystery",
            key="mystery_again",
            icon=":material/casino:",
            type="primary" if mine.is_named else "secondary",
            on_click=in_words(_another),
            args=(mine,),
        )
        _switches(mine)

    def draw() -> None:
        live.progress(twins)
        if mine.shown:
            instruments.show(twins, key="mystery", shown=mine.shown)
        else:
            st.caption("All instruments are off. Turn one on.")

    run_player.while_any_live(
        [twins.clean, twins.faulty], draw, at_least=live.SECONDS_BETWEEN_LOOKS
    )
    if mine.is_named:
        _show_answer(mine, twins)
    else:
        _ask(mine, twins)


def _show_beginning(mine: MysteryVisit) -> None:
    st.markdown(
        "Two trainings differ in one fault, and nobody says in which. Turn on as few instruments "
        "as you need, and name it."
    )
    session.show_in_widget("mystery_seed", mine.seed)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "Mystery",
            0,
            MAX_MYSTERY,
            key="mystery_seed",
            width=150,
            help="The same number is the same mystery for everybody: the address holds it.",
            on_change=in_words(lambda: setattr(mine, "seed", session.widget_value("mystery_seed"))),
        )
        st.button(
            "Begin",
            key="mystery_begin",
            type="primary",
            icon=":material/play_arrow:",
            on_click=in_words(start_mystery),
            args=(mine,),
        )


def _another(mine: MysteryVisit) -> None:
    if mine.twins is not None:
        live.stop(mine.twins)
    mine.begin_anew(secrets.randbelow(MAX_MYSTERY + 1))


def _switches(mine: MysteryVisit) -> None:
    for name, instrument in INSTRUMENTS.items():
        st.button(
            instrument.title,
            key=f"mystery_on_{name}",
            icon=":material/check:" if name in mine.shown else ":material/power_settings_new:",
            disabled=name in mine.shown,
            on_click=in_words(mine.shown.append),
            args=(name,),
            help=instrument.help,
        )


def _ask(mine: MysteryVisit, twins: Twins) -> None:
    candidates = _mystery(twins, mine).candidates
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Which fault is it?",
            candidates,
            index=None,
            key="mystery_guess",
            placeholder=f"One of {len(candidates)}",
            format_func=lambda name: FAULTS[name].title,
            width=350,
        )
        st.button(
            "Name it",
            key="mystery_name",
            type="primary",
            disabled=not twins.are_over or session.widget_value("mystery_guess") is None,
            on_click=in_words(_name),
            args=(mine,),
            help="As soon as both trainings are over.",
        )
        st.button(
            "Tell me",
            key="mystery_tell",
            disabled=not twins.are_over,
            on_click=in_words(_tell),
            args=(mine,),
        )


def _name(mine: MysteryVisit) -> None:
    assert mine.twins is not None
    mine.guess = session.widget_value("mystery_guess")
    right = mine.guess == mine.twins.fault
    session.state(Predictions).keep(Prediction(about=mine.twins.fault, came_so={"named": right}))
    mine.is_named = True


def _tell(mine: MysteryVisit) -> None:
    mine.is_named = True


def _mystery(twins: Twins, mine: MysteryVisit) -> Mystery:
    return Mystery.draw(mine.seed, twins.clean.config.dataset)


def _show_answer(mine: MysteryVisit, twins: Twins) -> None:
    fault, readings = FAULTS[twins.fault], twins.readings()
    answer = _mystery(twins, mine).answer(mine.guess or twins.fault, readings.faulty)
    told = plain(answer.sentence) if mine.guess else f"It is {plain(fault.title)}."
    used = counted(len(mine.shown), "instrument")
    takeaway(
        f"**{told}** You had turned on {used}. "
        f"{plain(fault.explanation(readings.clean, readings.faulty))} {_which_instrument(twins)}"
    )
    instruments.show_difference(twins)
    with st.expander("Why it is none of the others", icon=":material/rule:"):
        st.markdown("\n".join(f"- {plain(one.sentence)}" for one in answer.exclusions.values()))


def _which_instrument(twins: Twins) -> str:
    """Say which instrument told the two apart soonest, with the steps of this very run."""
    found = evidence.soonest(
        {name: (instrument.unit, _pairs(twins, name)) for name, instrument in INSTRUMENTS.items()}
    )
    if not found:
        return "No instrument kept the two far apart to the end."
    (first, step), *rest = found.items()
    words = (
        f"In this pair {INSTRUMENTS[first].title.lower()} told it soonest: from step {step:,} on "
        "the two were apart."
    )
    if rest:
        later = ", ".join(f"{INSTRUMENTS[name].title.lower()} {at:,}" for name, at in rest)
        words += f" The others later or at the same time, at step: {later}."
    silent = [one.title.lower() for name, one in INSTRUMENTS.items() if name not in found]
    if silent:
        words += f" It never showed clearly in: {', '.join(silent)}."
    return words


def _pairs(twins: Twins, instrument: str) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    clean, faulty = (instruments.curves_of(twins, twin, instrument) for twin in ("clean", "faulty"))
    return [(clean[images], faulty[images]) for images in clean if images in faulty]
