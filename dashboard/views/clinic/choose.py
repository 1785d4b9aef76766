"""Which fault, on which images, in which network: chosen here or by a link."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.clinic import FAULTS, STANDARD, clinic_config
from core.config import TrainConfig
from core.data import DATASETS, usable_dataset
from core.errors import ConfigError
from core.models import MODELS
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.views.clinic.address import read_address
from dashboard.views.clinic.visit import MAX_MYSTERY, MysteryVisit, Visit
from dashboard.visitor import session

ADDRESS = ("fault", "dataset", "model", "seed")


@dataclass(eq=False)
class Opening:
    """At which opening of the page this tab's address was read, and what was wrong with it."""

    opened: int = -1
    refusal: str = ""


def datasets() -> list[str]:
    """List the data sets of the clinic that are on this machine."""
    return [name for name in STANDARD if usable_dataset(name) == name]


def take_from_address(mine: Visit, mystery: MysteryVisit) -> None:
    """Do what the address asks for, once for each opening of the page; say what cannot be."""
    tab = session.tab()
    opening = tab.state(Opening)
    if opening.opened != tab.opened:
        opening.opened = tab.opened
        asked = read_address(session.asked(ADDRESS), datasets())
        opening.refusal = asked.refusal
        if asked.fault and asked.fault != mine.fault:
            mine.begin_anew()
        mine.fault = asked.fault or mine.fault
        mine.dataset = asked.dataset or mine.dataset
        mine.model = asked.model if asked.fault else mine.model
        if asked.seed is not None and asked.fault is not None:
            mine.seed = asked.seed
        if asked.seed is not None and asked.seed <= MAX_MYSTERY and asked.seed != mystery.seed:
            mystery.begin_anew(asked.seed)
    if mine.dataset not in datasets():
        mine.dataset = datasets()[0]
    if opening.refusal:
        st.warning(
            f"The link asks for something that is not here: {plain(opening.refusal)} Choose below.",
            icon=":material/link_off:",
        )


def write_address(**values: object) -> None:
    """Let the address lead to what is shown; None takes a name out of it."""
    opening = session.tab().state(Opening)
    if not opening.refusal:
        session.put_in_address({name: values.get(name) for name in ADDRESS})


def config_of(mine: Visit) -> TrainConfig:
    """Return the settings of the clean twin."""
    return clinic_config(mine.fault, mine.dataset, mine.seed, model=mine.model)


def _models(fault: str, dataset: str, seed: int) -> list[str]:
    """List the architectures that a fault fits on a data set, the usual one first."""
    found = []
    for name in FAULTS[fault].models:
        try:
            clinic_config(fault, dataset, seed, model=name)
        except ConfigError:
            continue
        found.append(name)
    return found


def _change(mine: Visit) -> None:
    fault, dataset = session.widget_value("clinic_fault"), session.widget_value("clinic_dataset")
    _, *others = _models(mine.fault, mine.dataset, mine.seed)
    model = session.widget_value("clinic_model")
    chosen = model if model in others else None
    # A browser tells what it has chosen again when the choices have long gone from the page.
    if mine.twins is not None or (fault, dataset, chosen) == (mine.fault, mine.dataset, mine.model):
        return
    mine.begin_anew()
    same = (fault, dataset) == (mine.fault, mine.dataset)
    mine.fault, mine.dataset = fault, dataset
    # Another fault, or other images, may not fit that network.
    mine.model = chosen if same else None
    session.tab().state(Opening).refusal = ""


def show(mine: Visit) -> None:
    """Draw the three choices in one row."""
    models = _models(mine.fault, mine.dataset, mine.seed)
    session.show_in_widget("clinic_fault", mine.fault)
    session.show_in_widget("clinic_dataset", mine.dataset)
    session.show_in_widget("clinic_model", mine.model or models[0])
    with st.container(horizontal=True):
        st.selectbox(
            "Fault",
            list(FAULTS),
            key="clinic_fault",
            format_func=lambda name: FAULTS[name].title,
            on_change=in_words(_change),
            args=(mine,),
            width=350,
        )
        st.selectbox(
            "Images",
            datasets(),
            key="clinic_dataset",
            format_func=lambda name: DATASETS[name].title,
            on_change=in_words(_change),
            args=(mine,),
            width=165,
        )
        st.selectbox(
            "Network",
            models,
            key="clinic_model",
            format_func=lambda name: MODELS[name].title,
            on_change=in_words(_change),
            args=(mine,),
            help="Those that this fault fits. The first one shows it best.",
            width=165,
        )
