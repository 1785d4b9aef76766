"""Every image of the set: to look at, to give another label, to take out."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data.own import OwnSet, relabeled, removed
from dashboard.furniture.gallery import digit_gallery
from dashboard.furniture.lesson import show_source
from dashboard.in_words import in_words
from dashboard.views.collect.delete import offer_delete
from dashboard.visitor import session
from dashboard.visitor.collecting import collecting, current_set, own_sets
from dashboard.wording import counted

ON_A_PAGE = 60
EVERYTHING = -1


def show() -> None:
    """Show the images of one class, or all, and what can be done with those that are chosen."""
    own = current_set()
    if not len(own):
        st.caption("Nothing is collected yet. Draw, photograph a sheet or bring files first.")
        return
    rows = _choose_rows(own)
    _act(own)
    _show_rows(own, rows)
    offer_delete(own)
    show_source(relabeled, removed, label="The code that mends a set")


def _choose_rows(own: OwnSet) -> np.ndarray:
    counts = np.bincount(own.labels, minlength=len(own.class_names))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox(
            "Class",
            [EVERYTHING, *range(len(own.class_names))],
            key=f"collect_of_class_{len(own.class_names)}",
            format_func=lambda label: (
                f"All ({len(own):,})"
                if label == EVERYTHING
                else f"{own.class_names[label]} ({counts[label]:,})"
            ),
            width=180,
        )
        persons = np.unique(own.persons).tolist()
        person = st.selectbox(
            "Person",
            [EVERYTHING, *persons],
            key="collect_of_person",
            format_func=lambda one: "All" if one == EVERYTHING else f"Person {one}",
            width=140,
        )
        chosen = (label == EVERYTHING) | (own.labels == label)
        rows = np.flatnonzero(chosen & ((person == EVERYTHING) | (own.persons == person)))
        pages = max(1, -(-len(rows) // ON_A_PAGE))
        page = 1
        if pages > 1:
            page = st.number_input(
                f"Page of {pages}",
                1,
                pages,
                key=f"collect_page_{label}_{person}_{pages}",
                width=120,
            )
    start = (int(page) - 1) * ON_A_PAGE
    return rows[start : start + ON_A_PAGE]


def _show_rows(own: OwnSet, rows: np.ndarray) -> None:
    mine = collecting()
    if not len(rows):
        st.caption("There are no such images.")
        return

    def turn(position: int) -> None:
        mine.chosen ^= {int(rows[position])}

    digit_gallery(
        own.images[rows],
        [
            own.class_names[own.labels[row]] + ("\nchosen" if int(row) in mine.chosen else "")
            for row in rows
        ],
        alt=f"{counted(len(rows), 'image')} of your set; press one to choose it",
        key="collect_gallery",
        side=56,
        on_open=turn,
    )


def _act(own: OwnSet) -> None:
    mine = collecting()
    chosen = sorted(row for row in mine.chosen if row < len(own))

    def relabel() -> None:
        label = session.widget_value("collect_relabel")
        session.show_in_widget("collect_relabel", None)
        if label is not None:
            own_sets().put(relabeled(current_set(), chosen, label))
            mine.chosen = set()

    def take_out() -> None:
        own_sets().put(removed(current_set(), chosen))
        mine.chosen = set()

    def undo() -> None:
        own_sets().undo()
        mine.chosen = set()

    before = own_sets().before
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "They show",
            range(len(own.class_names)),
            index=None,
            placeholder="Another class",
            key="collect_relabel",
            on_change=in_words(relabel),
            format_func=lambda label: own.class_names[label],
            disabled=not chosen,
            width=180,
        )
        st.button(
            f"Take out {counted(len(chosen), 'image')}" if chosen else "Take out",
            key="collect_remove",
            icon=":material/delete:",
            on_click=in_words(take_out),
            disabled=not chosen,
        )
        st.button(
            "Undo",
            key="collect_browse_undo",
            icon=":material/undo:",
            on_click=in_words(undo),
            disabled=before is None or before.class_names != own.class_names,
        )
    st.caption(
        f"{counted(len(chosen), 'image')} chosen. Press an image to choose it, and again to leave "
        "it."
        if chosen
        else "Press an image that has a wrong label, or that should not be here."
    )
