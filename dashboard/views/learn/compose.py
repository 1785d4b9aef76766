"""Composing a lesson: from the parts that all lessons are made of. Nothing in it is code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import DigitLabError
from core.lessons import FOLDER, LESSONS, values_in
from core.lessons.composing import QUESTION, STEP, empty_lesson, shaped
from core.lessons.table import MAX_BYTES
from dashboard.furniture.lesson import lazy_expander
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.views.learn import compose_result, compose_step
from dashboard.views.learn.fields import Fields
from dashboard.visitor import session
from dashboard.visitor.own_lessons import own_lessons

MAX_STEPS, MAX_QUESTIONS, MAX_ANSWERS = 8, 3, 5
EMPTY = "An empty lesson"


@dataclass(eq=False)
class Desk:
    """Which step is being edited in this browser tab, and how many files were brought."""

    step: int = 0
    brought: int = 0


def _desk() -> Desk:
    return session.tab().state(Desk)


def show() -> None:
    """Begin a lesson, or show the one in preparation with what it still lacks."""
    if not own_lessons().draft:
        _show_start()
        return
    fields = Fields()
    compose_result.show(fields.draft)
    _show_whole(fields)
    _show_steps(fields)
    _show_questions(fields)
    st.button(
        "Delete this draft",
        key="compose_discard",
        icon=":material/delete:",
        on_click=in_words(_discard),
        help="What you have made of it already, its file or its link, stays as it is.",
    )


def _discard() -> None:
    own_lessons().compose({})
    _desk().step = 0


def _show_start() -> None:
    st.markdown(
        "Make a lesson of your own from the parts that all lessons are made of: what to do, what "
        "to predict, what has to come out, what it means. The result is a file, and a link that "
        "gives each student a workspace of their own with the lesson begun."
    )
    own = own_lessons()
    names = [EMPTY, *LESSONS, *own.lessons]
    titles = {EMPTY: EMPTY} | {
        name: one.title for name, one in [*LESSONS.items(), *own.lessons.items()]
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Begin with",
            names,
            key="compose_from",
            format_func=titles.__getitem__,
            help="A lesson of the path is a good example to change.",
            width=360,
        )
        st.button(
            "Begin", key="compose_begin", type="primary", on_click=in_words(_begin), args=(name,)
        )
    file = st.file_uploader(
        "Or bring a lesson's file (TOML)",
        type="toml",
        max_upload_size=1,
        key=f"compose_file_{_desk().brought}",
    )
    if file is not None and _bring(file.name, file.read(MAX_BYTES + 1)):
        st.rerun()


def _begin(name: str) -> None:
    own = own_lessons()
    if name in LESSONS:
        own.compose(shaped(values_in(name, (FOLDER / f"{name}.toml").read_bytes())))
    else:
        own.compose(shaped(own.values[name]) if name in own.values else empty_lesson())


def _bring(name: str, content: bytes) -> bool:
    """Take a file as the draft, and as a lesson of one's own, if it is one."""
    try:
        values = values_in(name, content)
        own_lessons().add(values, name)
        own_lessons().compose(shaped(values))
    except DigitLabError as error:
        st.error(plain(error), icon=":material/error:")
        return False
    _desk().brought += 1
    return True


def _show_whole(fields: Fields) -> None:
    st.subheader("The lesson", anchor=False)
    fields.text(("title",), "Title", placeholder="Learning rate")
    fields.text(
        ("question",), "The question it answers", placeholder="How far should each step go?"
    )
    fields.text(("idea",), "The idea, in a sentence or two", is_long=True)
    fields.text(
        ("belief",),
        "What many think, and is not so",
        help="It is named at the end, where the questions stand. It may stay empty.",
    )
    fields.count(("minutes",), "Minutes", 1, 999)


def _show_steps(fields: Fields) -> None:
    steps, mine = fields.draft["steps"], _desk()
    mine.step = min(mine.step, len(steps) - 1)
    st.subheader("Its steps", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = "compose_step"
        session.show_in_widget(key, mine.step)
        st.segmented_control(
            "Step",
            range(len(steps)),
            key=key,
            format_func=lambda place: f"Step {place + 1}",
            required=True,
            label_visibility="collapsed",
            on_change=in_words(lambda: setattr(mine, "step", session.widget_value(key))),
        )
        st.button(
            "Add a step",
            key="compose_add_step",
            icon=":material/add:",
            disabled=len(steps) >= MAX_STEPS,
            on_click=in_words(_add_step),
            args=(fields,),
        )
        st.button(
            "Delete this step",
            key="compose_delete_step",
            icon=":material/delete:",
            disabled=len(steps) < 2,
            on_click=in_words(fields.remove),
            args=(("steps", mine.step),),
        )
    with st.container(border=True, key="compose_one_step"):
        compose_step.show(fields, mine.step)


def _add_step(fields: Fields) -> None:
    fields.add(("steps",), shaped({"steps": [STEP]})["steps"][0])
    _desk().step = len(fields.draft["steps"]) - 1


def _show_questions(fields: Fields) -> None:
    st.subheader("Questions at its end", anchor=False)
    questions = fields.draft["questions"]
    for place, question in enumerate(questions):
        part = lazy_expander(
            f"{place + 1}. {plain(question['ask']) or 'A question'}",
            icon="quiz",
            key=f"compose_question_{place}_{len(questions)}",
        )
        if part.open:
            with part:
                _show_question(fields, ("questions", place), question)
    st.button(
        "Add a question",
        key="compose_add_question",
        icon=":material/add:",
        disabled=len(questions) >= MAX_QUESTIONS,
        on_click=in_words(fields.add),
        args=(("questions",), shaped({"questions": [QUESTION]})["questions"][0]),
    )


def _show_question(fields: Fields, where: tuple[Any, ...], question: dict[str, Any]) -> None:
    fields.text((*where, "ask"), "Question")
    choices = question["choices"]
    for place in range(len(choices)):
        one = (*where, "choices", place)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            fields.text((*one, "text"), f"Answer {place + 1}")
            fields.text((*one, "why"), "Said to who chooses it")
            fields.remove_button(one, disabled=len(choices) <= 2)
    fields.one_of_right((*where, "choices"))
    with st.container(horizontal=True):
        st.button(
            "Add an answer",
            key=fields.key((*where, "add")),
            icon=":material/add:",
            disabled=len(choices) >= MAX_ANSWERS,
            on_click=in_words(fields.add),
            args=((*where, "choices"), {"text": "", "why": "", "right": not choices}),
        )
        fields.remove_button(where, label="Delete this question")
