"""The lessons of a visitor's own: come with a link, brought as a file, or composed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.errors import LessonError
from core.lessons import OwnLessons
from core.lessons.parcel import FILE, packed, unpacked
from dashboard.plain_text import plain
from dashboard.visitor import arrival, lessons, session


def own_lessons() -> OwnLessons:
    """Return the lessons of this visitor's own."""
    return session.state(OwnLessons)


def query_of(values: dict[str, Any]) -> dict[str, str]:
    """Write a lesson as part of an address; raises LessonError if it is too long."""
    return {arrival.LESSON: packed(values)}


def take_lesson_from_address() -> None:
    """Begin the lesson that a link carries, and clear it from the address."""
    text = arrival.take_lesson()
    if not text:
        return
    try:
        name = own_lessons().add(unpacked(text), FILE)
    except LessonError as error:
        st.toast(
            f"The lesson in the link cannot be used. {plain(error)}",
            icon=":material/link_off:",
            duration="infinite",
        )
        return
    lessons.begin(name)
    st.toast(
        "This workspace is yours alone. Keep its address, as a bookmark, to come back to it.",
        icon=":material/school:",
        duration="long",
    )
