"""What a lesson in preparation comes to: what it lacks, a preview, its file, its link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.errors import LessonError
from core.lessons import Evidence, Lesson, Step, condition_in_words, lesson_from
from core.lessons.composing import finished
from core.lessons.numbers import NAME
from core.lessons.own import THIS, own_name
from core.lessons.write import lesson_text
from dashboard.furniture.lesson import lazy_expander
from dashboard.in_words import in_words
from dashboard.page_list import PAGES
from dashboard.plain_text import plain
from dashboard.settings import sharing
from dashboard.visitor import lessons
from dashboard.visitor.own_lessons import own_lessons, query_of

PLACE = re.compile(r"\[(\d+)\]")


def show(draft: Mapping[str, Any]) -> None:
    """Say what is still to do, or offer what the lesson is now."""
    values = finished(draft)
    try:
        lesson = lesson_from(values, THIS, own_name(values), is_own=True)
    except LessonError as error:
        st.info(f"Still to do: {plain(to_do(error))}", icon=":material/edit:")
        _show_buttons(values, None)
        return
    st.success("It is complete: walk it yourself, then hand it out.", icon=":material/check:")
    _show_buttons(values, lesson)
    part = lazy_expander("Preview", icon="preview", key="compose_preview")
    if part.open:
        with part:
            _preview(lesson)


def to_do(error: LessonError) -> str:
    """Say what a lesson lacks in the words of the desk: "step 1, checks 2, value: ..."."""
    words = str(error).removeprefix(f"{THIS}, ").removeprefix(f"{THIS}: ")
    where, colon, what = words.partition(": ")
    where = PLACE.sub(lambda found: f" {found[1]}", where).replace(".", ", ")
    return f"{where.replace('steps ', 'step ').replace('questions ', 'question ')}{colon}{what}"


def _show_buttons(values: dict[str, Any], lesson: Lesson | None) -> None:
    """Offer what can be done with a lesson; each is there from the beginning, and waits."""
    with st.container(horizontal=True, key="compose_buttons"):
        st.button(
            "Walk it",
            key="compose_walk",
            icon=":material/play_arrow:",
            type="primary",
            disabled=lesson is None,
            on_click=in_words(_walk),
            args=(values,),
            help="Begin it in this workspace, as a student does in theirs.",
        )
        st.download_button(
            "Its file",
            data=lesson_text(values),
            file_name="lesson.toml",
            mime="application/toml",
            key="compose_download",
            icon=":material/download:",
            on_click="ignore",
            disabled=lesson is None,
            help="Readable text. Learn takes it back here; in core/lessons/en/ it is on the path.",
        )
        if lesson is not None:
            sharing.show_button("Link for a class", lambda: _show_link(values), key="compose_link")


def _walk(values: dict[str, Any]) -> None:
    lessons.begin(own_lessons().add(values))


def _show_link(values: dict[str, Any]) -> None:
    st.markdown(
        "Whoever opens this link gets a workspace of their own, with this lesson begun. Yours is "
        "not in it. The lesson itself is in the link: after a change, hand out the new one."
    )
    try:
        query = query_of(values)
    except LessonError as error:
        st.warning(plain(error), icon=":material/warning:")
        return
    sharing.show_address(
        query, "learn", key="compose_link", too_long="Too long for a picture: send the link."
    )


def _preview(lesson: Lesson) -> None:
    """Show a lesson as a student reads it, all at once; numbers stand as their names."""
    st.markdown(f"**{plain(lesson.title)}**: {plain(lesson.question)} {plain(lesson.idea)}")
    for number, step in enumerate(lesson.steps, 1):
        with st.container(border=True):
            _preview_step(number, step)
    for question in lesson.questions:
        st.markdown(f"**{plain(question.ask)}**")
        for choice in question.choices:
            icon = "check" if choice.is_right else "close"
            st.markdown(f":material/{icon}: *{plain(choice.text)}*. {_with_names(choice.why)}")
    if lesson.belief:
        st.markdown(f"Many think: *{plain(lesson.belief)}*")


def _preview_step(number: int, step: Step) -> None:
    st.markdown(f"Step {number}, on **{PAGES[step.page].title}**")
    if step.predict:
        st.markdown(f":material/stylus: {plain(step.predict.ask)}")
        for answer in step.predict.choices:
            st.markdown(f"- {plain(answer)}")
    st.markdown(_with_names(step.task))
    for condition in step.checks:
        goal, _, _ = condition_in_words(condition, Evidence())
        st.caption(f":material/radio_button_unchecked: {plain(goal[:1].upper() + goal[1:])}")
    for hint in step.hints:
        st.markdown(f":material/lightbulb: {plain(hint)}")
    st.markdown(f":material/key: {_with_names(step.answer)}")
    if step.seen:
        st.markdown(f":material/visibility: {plain(step.seen.ask)}")
        for sight in step.seen.choices:
            st.markdown(f"- {plain(sight.text)}")
    st.markdown(_with_names(step.explain))


def _with_names(text: str) -> str:
    return plain(NAME.sub(lambda found: f"[{found[1].replace('_', ' ')}]", text))
