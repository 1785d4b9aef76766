"""Who the visitor of this browser tab is, and what the widgets say.

Beside `arrival.py` and `assignment.py` the only file that knows keys of `st.session_state` and
of the address.
Pages come and go and take their widgets with them; what shall last is kept in one `Visitor`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import streamlit as st

from core.errors import StoreError
from core.runs import WorkspaceNames
from dashboard.plain_text import plain
from dashboard.server.resources import shared_store
from dashboard.server.shared import shared
from dashboard.visitor import browser, marks
from dashboard.visitor.arrival import WORKSPACE, lesson_brought, workspace_asked_for
from dashboard.visitor.attendance import Attendance
from dashboard.visitor.keeper import Keeper
from dashboard.visitor.own_computer import is_own_computer
from dashboard.visitor.runs_on_disk import handle_from_disk
from dashboard.visitor.visitors import Tab, Visitor, Visitors

State = TypeVar("State")

VISITOR, TAB = "visitor", "tab"
# What its visitor has answered when asked.
CHOSEN = "workspace chosen"
VIEW = "view"


@shared
def _visitors() -> Visitors:
    return Visitors(_welcome, browser.is_connected)


@shared
def _attendance() -> Attendance:
    return Attendance(_visitors())


@shared
def _names() -> WorkspaceNames:
    return WorkspaceNames(shared_store().folder)


def _welcome(workspace: str) -> Visitor:
    """Meet a visitor whom this server does not know, or not any more."""
    found = Visitor(workspace, make_state=Keeper(shared_store().home(workspace)).make)
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


def _may_have_gone(_tab: Tab) -> None:
    """Look soon whether this tab has gone: it has not when somebody emptied Streamlit's cache."""
    _attendance().look_soon()


def is_known(workspace: str) -> bool:
    """Tell whether a visitor is here, or was until not long ago. For any thread."""
    return _visitors().is_known(workspace)


def visitors_here() -> int:
    """Count the visitors who have a tab open now. For any thread."""
    return _visitors().here


@st.cache_resource(scope="session", on_release=_may_have_gone, show_spinner=False)
def _lifeline() -> Tab:
    """Tell at once when the connection is lost."""
    tab: Tab = st.session_state[TAB]
    return tab


def unfamiliar_workspace() -> str | None:
    """Name the workspace that the address leads to, when this browser has never been in it.

    Before its visitor has answered, nothing of it is opened: :func:`visitor` would begin another.
    """
    if VISITOR in st.session_state or CHOSEN in st.session_state or _tab_of_session():
        return None
    asked = workspace_asked_for()
    return asked if _names().is_ours(asked) and not marks.was_here(asked) else None


def join(workspace: str) -> None:
    """Answer that this tab shall open the workspace in its address."""
    st.session_state[CHOSEN] = workspace


def begin_own() -> None:
    """Answer that this tab shall have a workspace of its own."""
    st.session_state[CHOSEN] = _names().new()


def _choose_workspace() -> str:
    """Find out which workspace this tab opens; nothing but this server's own names opens one."""
    if CHOSEN in st.session_state:
        chosen: str = st.session_state[CHOSEN]
        return chosen
    asked = workspace_asked_for()
    if not asked:
        # Whoever follows a link to a lesson begins anew, on the teacher's computer too.
        is_own = is_own_computer(browser.connection()) and not lesson_brought()
        last = _names().last() if is_own else None
        return last or _names().new()
    if not _names().is_ours(asked):
        st.toast(
            "The workspace in the address is not on this server. You have a new one.",
            icon=":material/link_off:",
            duration="infinite",
        )
        return _names().new()
    return asked if marks.was_here(asked) else _names().new()


def _tab_of_session() -> Tab | None:
    return _visitors().tab_of(browser.session_id())


def visitor() -> Visitor:
    """Find the visitor of this browser tab by the name of the workspace in its address.

    A tab without one gets a new workspace; on one's own computer, the one used last. A training
    that was held goes on.
    """
    if VISITOR not in st.session_state:
        # A browser may empty its own session; it is still the tab that it was.
        tab = _tab_of_session() or _visitors().enter(_choose_workspace(), browser.session_id())
        # Yesterday's runs stay what the plain address brings, whatever lesson is tried here.
        tab.is_noted = tab.is_noted or bool(lesson_brought())
        st.session_state[TAB], st.session_state[VISITOR] = tab, tab.visitor
        _attendance()
    _lifeline()
    found: Visitor = st.session_state[VISITOR]
    if st.session_state[TAB] not in found.tabs:
        _visitors().return_with(st.session_state[TAB])
    # Going to another page takes it out of the address.
    if st.query_params.get(WORKSPACE) != found.workspace:
        st.query_params[WORKSPACE] = found.workspace
    found.returned()
    _note_for_tomorrow(found)
    return found


def _note_for_tomorrow(found: Visitor) -> None:
    """Let the plain address bring these runs again, on the visitor's own computer."""
    own: Tab = st.session_state[TAB]
    if found.runs and not own.is_noted:
        own.is_noted = True
        if is_own_computer(browser.connection()):
            _names().note_last(found.workspace)


def tab() -> Tab:
    """Return this browser tab; what another tab of the workspace did is not its own."""
    visitor()
    found: Tab = st.session_state[TAB]
    return found


def begin_new_workspace() -> None:
    """Leave the workspace of this browser tab for a new, empty one."""
    here = tab()
    _visitors().move(here, _names().new())
    st.session_state[VISITOR] = here.visitor


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


def asked(names: Iterable[str]) -> dict[str, str]:
    """Return what the address says under some names, as far as it does."""
    return {name: st.query_params[name] for name in names if name in st.query_params}


def put_in_address(values: Mapping[str, object]) -> None:
    """Write something into the address; None takes a name out of it."""
    for name, value in values.items():
        if value is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)
