"""The twin: the whole program behind the page, and what the last moved control changed in it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.config import TrainConfig
from core.runs import standalone_script
from dashboard.furniture.lesson import lazy_expander
from dashboard.markup.marked_source import marked_source
from dashboard.server.resources import shared_results
from dashboard.settings.shown_program import Program
from dashboard.visitor import session
from dashboard.visitor.assignment import hideable
from dashboard.wording import counted

MAX_LINES_BESIDE_CONTROLS = 4
HEIGHT = 520


@dataclass(eq=False)
class Twin:
    """The program that this visitor was shown last."""

    program: Program | None = None


def _twin_of(config: TrainConfig) -> Program:
    script = shared_results().once(("program", config), lambda: standalone_script(config))
    twin = session.state(Twin)
    twin.program = Program(script) if twin.program is None else twin.program.become(script)
    return twin.program


@hideable("code")
def show_change(config: TrainConfig) -> None:
    """Show beside the controls which lines of the program the last one changed."""
    twin = _twin_of(config)
    if not twin.changed and not twin.gone:
        return
    if len(twin.changed) > MAX_LINES_BESIDE_CONTROLS:
        st.caption(f"That changed {len(twin.changed)} lines of the program below.")
        return
    if not twin.changed:
        st.caption(f"That took {counted(twin.gone, 'line')} out of the program below.")
        return
    st.caption(f"That changed the program below, line {twin.changed[0] + 1}:")
    shown = [twin.lines[place].strip() for place in twin.changed]
    st.html(marked_source(shown, range(len(shown)), alt="The lines that changed"))


@hideable("code")
def show_twin(config: TrainConfig) -> None:
    """Show the whole program with the changed lines marked, and offer it as a file."""
    label = "The whole program, to run without this page"
    expander = lazy_expander(label, icon="terminal", key="whole_program")
    if not expander.open:
        return
    twin = _twin_of(config)
    with expander:
        st.caption(
            f"{len(twin.lines)} lines of plain PyTorch that train this network with the same "
            "images, first weights and batches, and come to the same losses up to rounding, "
            "which depends on the machine and its threads. Move a control: the line that it "
            "changes is marked."
        )
        st.html(
            marked_source(
                twin.lines,
                twin.changed,
                alt="The program for these settings",
                height=HEIGHT,
                numbered=True,
            )
        )
        st.download_button(
            "Download the program",
            twin.script,
            "digit_lab_twin.py",
            mime="text/x-python",
            key="download_twin",
            icon=":material/download:",
            on_click="ignore",
        )
