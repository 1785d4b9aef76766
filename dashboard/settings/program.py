"""The twin: the whole program behind the page, and what the last moved control changed in it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.config import TrainConfig
from core.notebook import MIME
from core.runs import run_notebook, standalone_script
from dashboard.furniture.lesson import lazy_expander
from dashboard.markup.marked_source import marked_source
from dashboard.server.resources import computed_once
from dashboard.settings.shown_program import Program
from dashboard.visitor import session
from dashboard.visitor.assignment import hideable
from dashboard.wording import counted

MAX_LINES_BESIDE_CONTROLS = 4
HEIGHT = 520


@dataclass(eq=False)
class Twin:
    """The program that this browser tab was shown last.

    Attributes
    ----------
    program : Program, optional
        With the lines that the last control changed here, since the page was opened.
    opened, moved : int
        What the tab's own counts were then.
    """

    program: Program | None = None
    opened: int = 0
    moved: int = 0


def _twin_of(config: TrainConfig) -> Program:
    script = computed_once(("program", config), lambda: standalone_script(config))
    tab = session.tab()
    twin = tab.state(Twin)
    known = twin.program if twin.opened == tab.opened else None
    if known is None or (script != known.script and twin.moved == tab.moved):
        # A page that was just opened, or settings from another tab: no control did that here.
        known = Program(script)
    twin.program = known.become(script)
    twin.opened, twin.moved = tab.opened, tab.moved
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
        with st.container(horizontal=True):
            st.download_button(
                "Download the program",
                twin.script,
                "digit_lab_twin.py",
                mime="text/x-python",
                key="download_twin",
                icon=":material/download:",
                on_click="ignore",
            )
            st.download_button(
                "As a notebook",
                lambda: run_notebook(config),
                "digit_lab_twin.ipynb",
                mime=MIME,
                key="download_twin_notebook",
                icon=":material/menu_book:",
                on_click="ignore",
                help="The same program in the cells of a Jupyter notebook.",
            )
