"""Measuring what lessons do, for those who agree: questions before and after, and ten more."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.lessons import Lesson, Measured
from core.lessons.answer_table import rows_of, table_bytes
from core.lessons.answers import AFTER, BEFORE
from core.lessons.gain import normalized_gain
from core.lessons.usability import HIGHEST, LOWEST, SENTENCES, usability_score
from dashboard.furniture.lesson import lazy_expander
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.visitor import lessons, session
from dashboard.wording import percent

CONSENT = (
    "If you agree, you are asked three questions before each lesson that you begin and three after "
    "it, and ten about this lab, once. Your answers stay in your workspace on this server and are "
    "sent nowhere; without your name, you can download them and give them to a teacher. You can "
    "skip any of them, and delete all of them at any time. Nothing else depends on it."
)
SCALE = {1: "Strongly disagree", 2: "Disagree", 3: "Neither", 4: "Agree", 5: "Strongly agree"}


@dataclass(eq=False)
class Waiting:
    """The lesson that begins in this browser tab as soon as its questions are answered."""

    name: str = ""


def _measured() -> Measured:
    return session.state(Measured)


def _waiting() -> Waiting:
    return session.tab().state(Waiting)


def begin(name: str) -> None:
    """Begin a lesson, or first the questions before it, where somebody agreed to them."""
    lesson = lessons.lesson_named(name)
    is_new = name not in lessons.progress().records
    if lesson and lesson.concepts and is_new and _measured().asks(name, BEFORE):
        _waiting().name = name
    else:
        _waiting().name = ""
        lessons.begin(name)


def asks_first() -> bool:
    """Return whether a lesson waits for the questions before it."""
    return bool(_waiting().name)


def show_before() -> None:
    """Ask the questions before the lesson that waits."""
    lesson = lessons.lesson_named(_waiting().name)
    if lesson is None or not _measured().asks(lesson.name, BEFORE):
        _waiting().name = ""
        st.rerun()
        return
    st.markdown(
        f"Before **{plain(lesson.title)}**: three questions, to see later what it did. You are not "
        "expected to know the answers; choose what seems likeliest."
    )
    _ask(lesson, BEFORE, "Skip these, begin the lesson")


def show_after(lesson: Lesson) -> None:
    """Ask the questions after a lesson, and then say what they and those before it came to."""
    mine = _measured()
    if not lesson.concepts or not mine.takes_part:
        return
    if mine.asks(lesson.name, AFTER):
        st.markdown("And the three questions from before the lesson once more.")
        _ask(lesson, AFTER, "Skip these")
    elif lesson.name in mine.both_times:
        _show_both(lesson)


def _ask(lesson: Lesson, time: str, skip: str) -> None:
    mine = _measured()
    place = len(mine.answers.get((lesson.name, time), ()))
    if place >= len(lesson.concepts):
        return
    question = lesson.concepts[place]
    key = f"concept_{lesson.name}_{time}_{place}"
    st.radio(
        f"**{place + 1} of {len(lesson.concepts)}. {plain(question.ask)}**",
        range(len(question.choices)),
        index=None,
        key=key,
        format_func=lambda one: plain(question.choices[one].text),
    )
    chosen = None if session.is_new_widget(key) else session.widget_value(key)
    with st.container(horizontal=True):
        st.button(
            "That is my answer",
            key=f"concept_answer_{time}",
            type="primary",
            disabled=chosen is None,
            on_click=in_words(_take),
            args=(lesson, time, place, chosen),
        )
        st.button(
            skip, key=f"concept_skip_{time}", on_click=in_words(_skip), args=(lesson.name, time)
        )


def _take(lesson: Lesson, time: str, place: int, choice: int) -> None:
    mine = _measured()
    if len(mine.answers.get((lesson.name, time), ())) == place:  # Not pressed twice.
        mine.answer(lesson.name, time, lesson.concepts[place], choice)
    if time == BEFORE and mine.is_complete(lesson.name, BEFORE):
        _waiting().name = ""
        lessons.begin(lesson.name)


def _skip(name: str, time: str) -> None:
    _measured().decline(name, time)
    if time == BEFORE:
        _waiting().name = ""
        lessons.begin(name)


def _show_both(lesson: Lesson) -> None:
    """Show the answers of both times, the right ones, and why they are right."""
    mine = _measured()
    before, after = (mine.share_right(lesson.name, time) for time in (BEFORE, AFTER))
    count = len(lesson.concepts)
    gain = normalized_gain(before, after)
    words = f"Right before the lesson: {round(before * count)} of {count}; after it: "
    words += f"{round(after * count)} of {count}."
    if gain >= 0:
        words += f" Of what could be gained, {percent(gain)} was."
    st.markdown(words)
    for place, question in enumerate(lesson.concepts):
        first, then = (mine.answers[lesson.name, time][place] for time in (BEFORE, AFTER))
        right = question.choices[question.right]
        icon = ":material/check:" if then.is_right else ":material/close:"
        told = [plain(question.choices[one.choice].text) for one in (first, then)]
        st.markdown(
            f"**{plain(question.ask)}**  \n{icon} Before: *{told[0]}*; after: *{told[1]}*. "
            f"The answer is: *{plain(right.text)}*. {plain(right.why)}"
        )


def show() -> None:
    """Offer to take part; and to those who do: the ten questions, their file, and deleting it."""
    mine = _measured()
    part = lazy_expander("Help to measure what lessons do", icon="monitoring", key="measure")
    if not part.open:
        return
    with part:
        st.markdown(CONSENT)
        if not mine.takes_part:
            st.button(
                "I agree, ask me",
                key="measure_agree",
                type="primary",
                on_click=in_words(mine.take_part),
            )
            return
        st.markdown(f"You take part. So far: {plain(mine.in_words())}.")
        _show_usability(mine)
        with st.container(horizontal=True):
            st.download_button(
                "Download my answers",
                data=table_bytes(rows_of(mine)),
                file_name=f"digit-lab-answers-{mine.code}.csv",
                mime="text/csv",
                key="measure_download",
                icon=":material/download:",
                on_click="ignore",
                help="A table without your name, for a teacher who collects them.",
            )
            st.button(
                "Delete my answers, and end it",
                key="measure_delete",
                icon=":material/delete:",
                on_click=in_words(mine.delete),
            )


def _show_usability(mine: Measured) -> None:
    if mine.usability:
        st.markdown(
            f"You gave this lab {usability_score(mine.usability):g} of 100 points on the System "
            "Usability Scale. Over many systems the mean is about 68."
        )
        return
    if not lessons.progress().finished:
        st.markdown("The ten sentences about this lab come after your first lesson.")
        return
    with st.form("usability", border=True):
        st.markdown("**Ten sentences about this lab.** How far do you agree?")
        answers = [
            st.radio(
                f"{number}. {sentence}",
                range(LOWEST, HIGHEST + 1),
                index=None,
                key=f"usability_{number}",
                format_func=SCALE.__getitem__,
                horizontal=True,
            )
            for number, sentence in enumerate(SENTENCES, 1)
        ]
        if not st.form_submit_button("Keep these ten answers"):
            return
        missing = [str(number) for number, one in enumerate(answers, 1) if one is None]
        if missing:
            st.warning(f"The score needs all ten. Still open: {', '.join(missing)}.")
            return
        mine.usability = tuple(one for one in answers if one is not None)
        mine.changed()
    st.rerun()
