"""The source of the step that trains, with the line that runs."""

from __future__ import annotations

import inspect

import streamlit as st

from core.training import take_step
from dashboard.markup.marked_source import marked_source
from dashboard.views.one_step.workbench import Phase


def source_lines() -> list[str]:
    """Read the source of the step that trains, without its documentation."""
    lines = inspect.getsource(take_step).splitlines()
    quotes = [place for place, line in enumerate(lines) if line.strip().startswith('"""')]
    return lines[: quotes[0]] + lines[quotes[1] + 1 :]


def running_lines(phase: Phase) -> list[int]:
    """Find the line that runs in a phase, counted from 0."""
    return [
        place for place, line in enumerate(source_lines()) if line.strip().startswith(phase.code)
    ]


def show(phase: Phase) -> None:
    """Show the source with the present line."""
    with st.container(key="bench_code"):
        st.html(marked_source(source_lines(), running_lines(phase), alt="The source of take_step"))
    st.caption("core/training/step.py: the same function trains every run.")
