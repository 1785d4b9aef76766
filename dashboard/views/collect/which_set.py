"""Which set is collected for, and who writes."""

from __future__ import annotations

import streamlit as st

from core.data import DIGIT_NAMES
from core.data.own import ME, OwnSet, checked_names
from dashboard.in_words import errors_in_words, in_words
from dashboard.visitor import session
from dashboard.visitor.collecting import collecting, may_write, own_sets, persons

CONSENT = (
    "This person knows that their handwriting is kept here without a name, is used to train "
    "networks, and can be deleted at any time; and has agreed to it."
)


def choose() -> None:
    """Offer the sets that there are, a new one, and the persons who write."""
    _choose_set()
    with st.popover("New set", icon=":material/add:", key=_popover_key()):
        _new_set()
    _choose_person()


def _popover_key() -> str:
    """Name the popover after the sets: when one was begun, it is another one, and closed."""
    return f"collect_new_{len(own_sets().sets)}_{len(collecting().class_names)}"


def _choose_set() -> None:
    mine = collecting()
    sets = {own.class_names: own for own in own_sets().sets}
    for names in (DIGIT_NAMES, mine.class_names):
        sets.setdefault(names, OwnSet.empty(names))
    session.show_in_widget("collect_set", mine.class_names)

    def turn() -> None:
        mine.turn_to(tuple(session.widget_value("collect_set")))

    st.selectbox(
        "Set",
        list(sets),
        key="collect_set",
        on_change=in_words(turn),
        format_func=lambda names: sets[names].title,
        width=260,
    )


def _new_set() -> None:
    with st.form("collect_names", border=False):
        text = st.text_input(
            "Names of the classes, with commas between them",
            placeholder="circle, cross, star",
            key="collect_new_names",
            help="2 to 62 classes: letters, signs, little pictures, whatever can be drawn.",
        )
        if st.form_submit_button("Begin", icon=":material/check:"):
            with errors_in_words():
                names = checked_names([name for name in text.split(",") if name.strip()])
                collecting().turn_to(own_sets().begin(names).class_names)
                st.rerun()


def _choose_person() -> None:
    mine, everybody = collecting(), persons()
    session.show_in_widget("collect_person", mine.person)

    def turn() -> None:
        mine.person = session.widget_value("collect_person")
        mine.pad.clear()

    def name(person: int) -> str:
        if person == ME:
            return "You"
        return f"Person {person}" + (" (new)" if person == everybody[-1] else "")

    st.selectbox(
        "Who writes",
        everybody,
        key="collect_person",
        on_change=in_words(turn),
        format_func=name,
        width=160,
        help="Persons have numbers and no names. A network that has seen a hand reads it better, "
        "so whole persons are kept apart to test with, where there are enough.",
    )


def ask_for_consent() -> bool:
    """Ask whether another person has agreed; return whether images may be added."""
    mine = collecting()
    if may_write():
        return True

    def agree() -> None:
        mine.agreed.add(mine.person)

    st.checkbox(
        f"**Person {mine.person}**: {CONSENT}",
        key=f"collect_consent_{mine.person}",
        on_change=in_words(agree),
    )
    return False
