"""The prediction: a curve or a number, the better twin, the instrument, and why."""

from __future__ import annotations

import streamlit as st

from core.clinic import FAULTS, INSTRUMENTS
from core.comparison import DRAWABLE
from core.training import steps_per_epoch
from dashboard.furniture.drawn_curve import drawn_curve
from dashboard.furniture.views import choose_view
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.server.data_sets import data_for
from dashboard.views.clinic.choose import config_of
from dashboard.views.clinic.outcome import BETTER
from dashboard.views.clinic.start import start
from dashboard.views.clinic.visit import Visit
from dashboard.visitor import session
from dashboard.visitor.predictions import MAX_WHY

MEASURES = {kind.title: name for name, kind in DRAWABLE.items()}


def show(mine: Visit) -> None:
    """Ask for the prediction; one press skips it."""
    fault = FAULTS[mine.fault]
    st.markdown(f"**{plain(fault.question)}**")
    picture, choices = st.columns([3, 2], gap="medium")
    with picture:
        if fault.number:
            _ask_number(mine)
        else:
            _ask_curve(mine)
    with choices:
        if not fault.number:
            _ask_better(mine)
            _ask_instrument(mine)
        session.show_in_widget("clinic_why", mine.why)
        st.text_input(
            "Why? One sentence",
            key="clinic_why",
            max_chars=MAX_WHY,
            placeholder="Because ...",
            on_change=in_words(lambda: setattr(mine, "why", session.widget_value("clinic_why"))),
        )
        with st.container(horizontal=True):
            st.button(
                "Run both",
                key="clinic_run",
                type="primary",
                icon=":material/play_arrow:",
                on_click=in_words(start),
                args=(mine, True),
                help="Both twins begin with the same weights, and get the same batches where the "
                "fault is not about batches.",
            )
            st.button(
                "Skip the prediction",
                key="clinic_skip",
                on_click=in_words(start),
                args=(mine, False),
            )


def _ask_curve(mine: Visit) -> None:
    config = config_of(mine)
    mine.measure = MEASURES[choose_view(MEASURES, key="clinic_measure", label="What to draw")]
    st.caption(f"{DRAWABLE[mine.measure].title} of the **faulty** twin on validation images:")
    drawn_curve(
        mine.measure,
        total_steps=config.epochs * steps_per_epoch(data_for(config), config),
        values=mine.drawn.get(mine.measure),
        on_draw=mine.take,
        key=f"clinic_{mine.fault}",
    )


def _ask_number(mine: Visit) -> None:
    number = FAULTS[mine.fault].number
    assert number is not None
    st.caption("One number tells this fault best:")
    session.show_in_widget("clinic_number", mine.number)
    st.number_input(
        f"With the fault, in per cent: {number.title}",
        0.0,
        100.0,
        value=None,
        step=1.0,
        format="%.1f",
        key="clinic_number",
        placeholder="0 to 100",
        on_change=in_words(lambda: setattr(mine, "number", session.widget_value("clinic_number"))),
    )


def _ask_better(mine: Visit) -> None:
    session.show_in_widget("clinic_better", mine.better)
    st.radio(
        "Which twin will have the higher validation accuracy?",
        list(BETTER),
        index=None,
        key="clinic_better",
        format_func=BETTER.__getitem__,
        on_change=in_words(lambda: setattr(mine, "better", session.widget_value("clinic_better"))),
    )


def _ask_instrument(mine: Visit) -> None:
    session.show_in_widget("clinic_instrument", mine.instrument)
    st.selectbox(
        "Which instrument will show it best?",
        list(INSTRUMENTS),
        index=None,
        key="clinic_instrument",
        placeholder="Choose one",
        format_func=lambda name: INSTRUMENTS[name].title,
        on_change=in_words(
            lambda: setattr(mine, "instrument", session.widget_value("clinic_instrument"))
        ),
    )
