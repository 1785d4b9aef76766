"""What lessons did to a class: the answers that learners handed on, in one table."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from core.errors import DigitLabError
from core.lessons.answer_table import (
    MAX_BYTES,
    ClassResult,
    Person,
    class_result,
    read_answers,
    rows_of_people,
    table_bytes,
)
from core.lessons.gain import gain_of
from core.lessons.usability import usability_score
from dashboard.furniture.lesson import show_source
from dashboard.plain_text import plain
from dashboard.visitor import lessons
from dashboard.wording import counted, percent

MAX_FILES = 200


def show() -> None:
    """Read files of answers, and show what they come to."""
    st.markdown(
        "Learners who agree to it answer three questions before a lesson and three after it, and "
        "ten about this lab (Learn, below the path). They download their answers without a name "
        "and give you the file; nothing comes here by itself."
    )
    files = st.file_uploader(
        "Files of answers (CSV)",
        type="csv",
        accept_multiple_files=True,
        max_upload_size=1,
        key="answers_files",
    )
    if not files:
        return
    people: list[Person] = []
    for file in files[:MAX_FILES]:
        try:
            people += read_answers(file.name, file.read(MAX_BYTES + 1))
        except DigitLabError as error:
            st.error(f"Left out: {plain(error)}", icon=":material/error:")
    if len(files) > MAX_FILES:
        st.warning(f"Only the first {MAX_FILES} files are read.")
    if people:
        _show(class_result(people), people)


def _show(found: ClassResult, people: list[Person]) -> None:
    st.markdown(f"Answers of **{counted(found.persons, 'person')}**.")
    if found.gains:
        st.dataframe(gains_table(found), hide_index=True, key="gains")
        st.caption(
            "Right before and after: means over those who answered both times. Normalized gain: "
            "which part of what could be gained was gained. d: the difference in standard "
            "deviations; few persons make it uncertain, and without a class that had no lesson it "
            "does not say what the lesson did."
        )
    if found.usability_mean is not None:
        spread = found.usability_spread
        beside = "" if spread is None else f", standard deviation {spread:.1f}"
        st.markdown(
            f"System Usability Scale: **{found.usability_mean:.1f}** of 100 "
            f"({counted(len(found.usability), 'person')}{beside}). Over many systems the mean is "
            "about 68."
        )
    st.download_button(
        "All answers as one table",
        data=table_bytes(rows_of_people({person.code: person for person in people}.values())),
        file_name="digit-lab-answers.csv",
        mime="text/csv",
        key="answers_download",
        icon=":material/download:",
        on_click="ignore",
    )
    show_source(gain_of, usability_score)


def gains_table(found: ClassResult) -> pd.DataFrame:
    """Write gains as they are shown."""
    rows = []
    for name, gain in found.gains.items():
        lesson = lessons.lesson_named(name)
        rows.append(
            {
                "Lesson": lesson.title if lesson else name,
                "Persons": gain.count,
                "Right before": percent(gain.before),
                "Right after": percent(gain.after),
                "Normalized gain": _number(gain.normalized),
                "d": _number(gain.effect),
            }
        )
    return pd.DataFrame(rows)


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f}"
