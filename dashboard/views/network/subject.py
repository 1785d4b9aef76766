"""Which network the page shows: the current run's, or the prepared one as it would start."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import streamlit as st

from core.config import TrainConfig
from core.settings import SETTINGS
from dashboard.visitor import run_actions, session
from dashboard.visitor.draft import draft
from dashboard.visitor.run_handle import RunHandle

KEY = "network_shown"
START = "As it would start"
SHAPING = [name for name, setting in SETTINGS.items() if setting.group == "network"]


@dataclass(eq=False)
class Subject:
    """What this tab's choice was made for.

    Attributes
    ----------
    run : int, optional
        The number of the current run.
    shape : tuple
        The prepared network.
    """

    run: int | None = None
    shape: tuple[Hashable, ...] = ()


def shape_of(config: TrainConfig) -> tuple[Hashable, ...]:
    """Return everything of some settings that shapes a network."""
    return tuple(getattr(config, name) for name in SHAPING)


def choose_subject() -> RunHandle | None:
    """Let the visitor choose a network; None stands for the prepared one, before its first step.

    A run that is new here is shown by itself, and so is the prepared network when it changes.
    """
    run = run_actions.current_run()
    if run is None:
        return None
    mine, shape = session.tab().state(Subject), shape_of(draft().config)
    if session.is_new_widget(KEY) or mine.run != run.number:
        session.show_in_widget(KEY, run.number)
    elif mine.shape != shape:
        session.show_in_widget(KEY, START)
    mine.run, mine.shape = run.number, shape
    chosen = st.segmented_control(
        "Network",
        [run.number, START],
        key=KEY,
        required=True,
        format_func=lambda one: (
            ", ".join(filter(None, [f"Run {one}", run.fault.in_words]))
            if isinstance(one, int)
            else one
        ),
        label_visibility="collapsed",
    )
    return None if chosen == START else run
