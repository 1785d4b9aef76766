"""A teacher's link: one page, fewer controls, an instruction.

Beside `arrival.py` and `session.py` the only file that knows keys of `st.session_state` and
of the address.
It is apart from that one because the navigation asks it before PyTorch is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import NoReturn, ParamSpec

import streamlit as st

from dashboard.page_list import PAGES

Given = ParamSpec("Given")

KEY = "assignment"
# What the lesson that is on shows of this page; the bar says it anew before each page is drawn.
LESSON_CONTROLS = "lesson controls"
ONLY, HIDE, SAY = "only", "hide", "say"
MAX_INSTRUCTION_CHARACTERS = 600

# What may stand in an address as the name of a control; PyTorch would have to be loaded to know
# which ones there are.
CONTROL = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_HIDDEN = 60


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a teacher's link asks for.

    Attributes
    ----------
    page : str
        The only page there is, a key of `PAGES`.
    hidden : frozenset of str
        Controls that are not drawn: names of settings, and "recipe", "code", "share".
    instruction : str
        What to do, shown above the page as plain text.
    """

    page: str
    hidden: frozenset[str] = frozenset()
    instruction: str = ""

    def to_query(self) -> dict[str, str]:
        """Write it as part of an address."""
        query = {ONLY: self.page, HIDE: ",".join(sorted(self.hidden)), SAY: self.instruction}
        return {name: value for name, value in query.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Assignment | None:
        """Read it from an address.

        Parameters
        ----------
        query : mapping
            From names to values. A page that does not exist makes it an ordinary link;
            what cannot be the name of a control is left out.

        Returns
        -------
        Assignment or None
            None for an ordinary link.
        """
        page = query.get(ONLY)
        if page not in PAGES:
            return None
        asked = query.get(HIDE, "").split(",")[:MAX_HIDDEN]
        hidden = frozenset(name for name in asked if CONTROL.fullmatch(name))
        return cls(page, hidden, query.get(SAY, "")[:MAX_INSTRUCTION_CHARACTERS])


def current() -> Assignment | None:
    """Find the assignment of this browser tab; it stays in the address, so F5 keeps it."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Assignment.from_query(st.query_params)
    found: Assignment | None = st.session_state[KEY]
    if found is not None:
        for name, value in found.to_query().items():
            if st.query_params.get(name) != value:
                st.query_params[name] = value
    return found


def go_to(page: st.Page) -> NoReturn:
    """Open another page with all that the address carries."""
    st.switch_page(page, query_params=st.query_params.to_dict())


def show_only(controls: frozenset[str] | None) -> None:
    """Draw no other controls on this page, because a lesson is on; None for all."""
    st.session_state[LESSON_CONTROLS] = controls


def lesson_controls() -> frozenset[str] | None:
    """Return the only controls that a lesson shows here; None where none is on."""
    found: frozenset[str] | None = st.session_state.get(LESSON_CONTROLS)
    return found


def shows(control: str) -> bool:
    """Return whether a control may be drawn."""
    found, only = current(), lesson_controls()
    if only is not None and control not in only:
        return False
    return found is None or control not in found.hidden


def hideable(control: str) -> Callable[[Callable[Given, None]], Callable[Given, None]]:
    """Mark what draws a control: it draws nothing when a teacher has taken that away."""

    def mark(draw: Callable[Given, None]) -> Callable[Given, None]:
        @wraps(draw)
        def draw_if_shown(*args: Given.args, **kwargs: Given.kwargs) -> None:
            if shows(control):
                draw(*args, **kwargs)

        return draw_if_shown

    return mark


def show_instruction() -> None:
    """Show what to do, as plain text: an address may come from anybody."""
    found = current()
    if found is not None and found.instruction:
        with st.container(border=True, gap="xsmall"):
            st.caption(":material/assignment: Your task")
            st.text(found.instruction)
