"""Several views of one page, of which one is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from dashboard.visitor import session


@dataclass(eq=False)
class Asked:
    """At which opening of a page this tab's address was asked for a view."""

    opened: int = -1


def short_name(view: str) -> str:
    """Write a view's name as it stands in an address: "By hand" is "by-hand"."""
    return "-".join(re.findall(r"[a-z0-9]+", view.lower().replace("'", "")))


def choose_view(
    views: Iterable[str], *, key: str, label: str = "Look at", in_address: bool = False
) -> str:
    """Let the visitor choose a view by its name; the first one comes first.

    Parameters
    ----------
    views : iterable of str
        Their names.
    key : str
        Streamlit's name of the choice. It ends with ``_view``: by that the stylesheet knows all
        of them, and keeps each in one row.
    label : str
        What is chosen, for those who do not see it.
    in_address : bool
        Whether the choice stands in the page's address, as in ``?view=by-hand``; of several
        choices on a page only one can. The first view needs no word there.
    """
    names = list(views)
    if in_address:
        _take_from_address(names, key)
    chosen = st.segmented_control(
        label,
        names,
        default=names[0],
        required=True,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
    )
    if in_address:
        session.put_view_in_address(None if chosen == names[0] else short_name(str(chosen)))
    return str(chosen)


def _take_from_address(names: list[str], key: str) -> None:
    """Show the view that the address asks for, once for each opening; later clicks count."""
    tab = session.tab()
    asked = tab.state(Asked)
    if asked.opened == tab.opened:
        return
    asked.opened = tab.opened
    wanted = session.view_in_address()
    for name in names:
        if short_name(name) == wanted:
            session.show_in_widget(key, name)
