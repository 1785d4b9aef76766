"""Who the visitor of this browser tab is, and what the widgets say.

Beside `assignment.py` the only file that knows keys of `st.session_state` and of the address.
Pages come and go and take their widgets with them; what shall last is kept in one `Visitor`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, TypeVar

import streamlit as st

from core.errors import StoreError
from core.runs import is_workspace, new_workspace
from dashboard.plain_text import plain
from dashboard.server.resources import shared_store
from dashboard.server.shared import shared
from dashboard.visitor.runs_on_disk import handle_from_disk
from dashboard.visitor.visitors import Tab, Visitor, Visitors

State = TypeVar("State")

VISITOR, TAB = "visitor", "tab"
WORKSPACE, VIEW = "workspace", "view"


@shared
def _visitors() -> Visitors:
    return Visitors(_welcome)


def _welcome(workspace: str) -> Visitor:
    """Meet a visitor whom this server does not know, or not any more."""
    found = Visitor(workspace)
    try:
        stored = shared_store().look_into(workspace)
        found.unreadable = stored.unreadable
        for run in stored.runs:
            with suppress(StoreError):  # Deleted by another tab at this moment.
                found.runs.append(handle_from_disk(run))
    except StoreError as error:
        st.toast(f"Your earlier runs cannot be shown: {plain(error)}", icon=":material/warning:")
    # The latest of those that can be brought back; one that cannot is named when it is chosen.
    found.current = found.runs[-1] if found.runs else None
    return found


def is_known(workspace: str) -> bool:
    """Tell whether a visitor is here, or was until not long ago. For any thread."""
    return _visitors().is_known(workspace)


def _say_goodbye(tab: Tab) -> None:
    """Hold the training of a visitor whose last browser tab went away."""
    _visitors().leave(tab)


@st.cache_resource(scope="session", on_release=_say_goodbye, show_spinner=False)
def _lifeline() -> Tab:
    """Made again after each lost connection, of which the goodbye was too early."""
    tab: Tab = st.session_state[TAB]
    _visitors().return_with(tab)
    return tab


def visitor() -> Visitor:
    """Find the visitor of this browser tab by the name of the workspace in its address.

    A tab without one gets a new workspace. A training that was held goes on.
    """
    if VISITOR not in st.session_state:
        asked = st.query_params.get(WORKSPACE)
        workspace = asked if asked and is_workspace(asked) else new_workspace()
        st.session_state[TAB] = _visitors().enter(workspace)
        st.session_state[VISITOR] = st.session_state[TAB].visitor
    _lifeline()
    found: Visitor = st.session_state[VISITOR]
    # Going to another page takes it out of the address.
    if st.query_params.get(WORKSPACE) != found.workspace:
        st.query_params[WORKSPACE] = found.workspace
    found.returned()
    return found


def tab() -> Tab:
    """Return this browser tab; what another tab of the workspace did is not its own."""
    visitor()
    found: Tab = st.session_state[TAB]
    return found


def state(kind: type[State]) -> State:
    """Return this visitor's one object of a kind."""
    return visitor().state(kind)


def show_in_widget(key: str, value: Any) -> None:
    """Give a widget its value before it is drawn.

    Streamlit forgets widgets when their page is left, so the value comes from the
    visitor at every run, and the widget's callback brings changes back.
    """
    st.session_state[key] = value


def widget_value(key: str) -> Any:
    """Tell what a widget says, inside its own callback."""
    return st.session_state[key]


def is_new_widget(key: str) -> bool:
    """Tell whether a widget is drawn for the first time since its page was opened."""
    return key not in st.session_state


def view_in_address() -> str | None:
    """Return which view of the page the address asks for."""
    found: str | None = st.query_params.get(VIEW)
    return found


def put_view_in_address(name: str | None) -> None:
    """Write which view of the page is shown into the address; None for the usual one."""
    if st.query_params.get(VIEW) == name:
        return
    if name is None:
        del st.query_params[VIEW]
    else:
        st.query_params[VIEW] = name
