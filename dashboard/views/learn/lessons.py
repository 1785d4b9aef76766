"""The path of lessons, or the questions of the lesson that is on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.lessons import LESSONS, Lesson, Question, Walk, faulty_files
from dashboard.furniture.lesson import takeaway
from dashboard.in_words import in_words
from dashboard.page_list import PAGES
from dashboard.plain_text import plain
from dashboard.views.learn import measure, notebooks, progress_file
from dashboard.visitor import lessons, own_lessons, session


def show() -> None:
    """Draw what comes next, and the path below it."""
    for fault in faulty_files():
        st.error(f"A lesson is left out. {plain(fault)}", icon=":material/error:")
    walk = lessons.walk()
    if measure.asks_first():
        with st.container(border=True, key="lesson_here"):
            measure.show_before()
    elif walk is None:
        _show_start()
    else:
        with st.container(border=True, key="lesson_here"):
            _show_present(walk)
    _show_path()
    _show_own()
    progress_file.show()
    notebooks.show()
    measure.show()


def _button(
    label: str, key: str, do: Callable[..., None], *args: object, first: bool = True
) -> None:
    st.button(
        label,
        key=key,
        type="primary" if first else "secondary",
        on_click=in_words(do),
        args=args,
    )


def _show_start() -> None:
    """Offer the first lesson that is not done, and say how lessons go."""
    done = lessons.progress().finished
    name = next((one for one in LESSONS if one not in done), None)
    if name is None:
        st.markdown("You have been through every lesson. Each can be walked again.")
        return
    lesson = LESSONS[name]
    st.markdown(f"**{plain(lesson.title)}**: {plain(lesson.question)} {plain(lesson.idea)}")
    begun = name in lessons.progress().records
    _button("Continue" if begun else "Begin", "lesson_begin", measure.begin, name)
    st.caption(
        "A lesson happens on the pages themselves: predict, do it, say what you saw, read why. "
        "Everything can be skipped, and left and continued; nothing is graded."
    )


def _show_present(walk: Walk) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/school: **{plain(walk.lesson.title)}**", width="stretch")
        _button("Leave", "lesson_leave", lessons.leave, first=False)
    match walk.phase:
        case "recall":
            before = lessons.lesson_before(walk.lesson)
            assert before is not None
            st.markdown(f"First, two questions on the last lesson, *{plain(before.title)}*.")
            _ask(walk, "Begin the lesson")
        case "questions":
            st.markdown(
                f"**{plain(walk.lesson.question)}** Many think: *{plain(walk.lesson.belief)}*"
            )
            _ask(walk, "Finish")
        case "end":
            _show_end(walk)
        case _:
            st.markdown(f"{plain(walk.lesson.question)} It goes on at {PAGES[walk.page].title}.")
            _button("Continue", "lesson_follow", _follow)


def _follow() -> None:
    lessons.tab().follows = True


def _ask(walk: Walk, end: str) -> None:
    """Show the questions that were answered, and the next one."""
    answers = walk.answers
    for place, question in enumerate(walk.questions[: len(answers)]):
        _show_answered(walk, question, answers[place])
    if len(answers) < len(walk.questions):
        question = walk.questions[len(answers)]
        key = f"lesson_ask_{walk.lesson.name}_{walk.phase}_{len(answers)}"
        st.radio(
            f"**{plain(question.ask)}**",
            range(len(question.choices)),
            index=None,
            key=key,
            format_func=lambda place: plain(question.choices[place].text),
            on_change=in_words(lambda: lessons.answer(session.widget_value(key))),
        )
        _button("Skip", "lesson_skip_question", lessons.answer, None, first=False)
    else:
        _button(end, "lesson_next", lessons.go_on)


def _show_answered(walk: Walk, question: Question, answer: int | None) -> None:
    right = question.choices[question.right]
    st.markdown(f"**{plain(question.ask)}**")
    if answer is None:
        st.markdown(f"The answer is: *{plain(right.text)}*. {plain(walk.text(right.why))}")
        return
    chosen = question.choices[answer]
    icon = ":material/check:" if chosen.is_right else ":material/close:"
    words = f"{icon} You said: *{plain(chosen.text)}*. {plain(walk.text(chosen.why))}"
    if not chosen.is_right:
        words += f" The answer is: *{plain(right.text)}*. {plain(walk.text(right.why))}"
    st.markdown(words)


def _show_end(walk: Walk) -> None:
    questions = zip(walk.lesson.questions, walk.record.answers, strict=False)
    for question, answer in questions:
        _show_answered(walk, question, answer)
    takeaway(f"**Done.** {plain(walk.lesson.idea)}")
    measure.show_after(walk.lesson)
    after = lessons.lesson_after(walk.lesson)
    with st.container(horizontal=True):
        if after is not None:
            _button(f"Next: {after.title}", "lesson_begin_next", measure.begin, after.name)
        _button("Back to the path", "lesson_close", lessons.leave, first=after is None)


def _show_path() -> None:
    st.subheader("The path", anchor=False)
    for lesson in LESSONS.values():
        _show_row(lesson, f"{lesson.place}. ")


def _show_own() -> None:
    """List the lessons that came with a link or a file, or were composed here."""
    found = own_lessons.own_lessons().lessons
    if not found:
        return
    st.subheader("Your own lessons", anchor=False)
    for lesson in found.values():
        _show_row(lesson, "", is_own=True)


def _show_row(lesson: Lesson, place: str, *, is_own: bool = False) -> None:
    mine = lessons.progress()
    record = mine.records.get(lesson.name)
    is_done = record is not None and record.is_finished
    is_begun = record is not None and not is_done
    icon = "check_circle" if is_done else "pending" if is_begun else "radio_button_unchecked"
    row = f"lesson_row_{lesson.name}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=row):
        st.markdown(
            f":material/{icon}: {place}**{plain(lesson.title)}** · {plain(lesson.question)}",
            width="stretch",
        )
        label = "Again" if is_done else "Continue" if is_begun else "Begin"
        st.button(
            label,
            key=f"lesson_begin_{lesson.name}",
            on_click=in_words(measure.begin),
            args=(lesson.name,),
            help=f"{label}: {plain(lesson.title)}. About {lesson.minutes} minutes.",
            disabled=mine.present == lesson.name,
        )
        if is_own:
            st.button(
                "Delete",
                key=f"lesson_delete_{lesson.name}",
                on_click=in_words(_delete),
                args=(lesson.name,),
                help=f"Delete: {plain(lesson.title)}, and how far you are in it.",
            )


def _delete(name: str) -> None:
    if lessons.progress().present == name:
        lessons.leave()
    lessons.progress().records.pop(name, None)
    lessons.changed()
    own_lessons.own_lessons().remove(name)
