"""Reading hand-ins back: whether they are as they were written, and whether their numbers hold."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import streamlit as st

from core.lessons import LESSONS
from core.lessons.hand_in import (
    MAX_FILE_BYTES,
    SEALS,
    Finding,
    Row,
    csv_of,
    misconceptions,
    row_of,
)
from core.limits import MEGABYTE, most
from dashboard.furniture.progress import cancel, is_cancelled, progress, uncancel
from dashboard.markup.digit_grid import digit_grid
from dashboard.plain_text import plain
from dashboard.visitor import session
from dashboard.visitor.handed_in import Checked, HandedIn, check_all
from dashboard.wording import counted

CHECKING = "checking hand-ins"
MARKS = {True: ":material/check:", False: ":material/close:", None: ":material/question_mark:"}
SHOWN_DRAWINGS = 40
COLUMNS = {
    "name": "Name",
    "verdict": "Verdict",
    "lessons": "Lessons done",
    "steps": "Steps done",
    "right": "Right answers",
    "answered": "Answers",
    "challenges": "Challenges solved",
    "runs": "Runs",
    "holding": "Runs that hold",
    "changed": "What does not agree",
    "seal": "Seal",
    "made": "Made",
    "file": "File",
}


def show() -> None:
    """Let files be chosen, check them, and show what came out."""
    st.markdown(
        "Students save a file under **Hand in**. Here their trainings are repeated, and what they "
        "say is compared. A slower machine or another processor is no fault."
    )
    files = st.file_uploader(
        "Files from the button Hand in",
        type="json",
        accept_multiple_files=True,
        max_upload_size=most("upload_megabytes"),
        key="handed_in_files",
        help=f"Thirty and more at once; each at most {MAX_FILE_BYTES / MEGABYTE:.0f} MB. They are "
        "read, and nothing in them is executed.",
    )
    mine = session.tab().state(HandedIn)
    mine.take([(file.file_id, file.name, file.getvalue()) for file in files])
    for fault in mine.faults.values():
        st.error(plain(fault), icon=":material/error:")
    if not mine.files:
        return
    checked = list(mine.files.values())
    _check(checked)
    rows = [row_of(one.read, LESSONS, one.by_run, one.others or ()) for one in checked]
    _show_table(rows)
    _show_misconceptions(checked)
    _show_one(checked)


def _check(checked: list[Checked]) -> None:
    """Offer to run again what was not, and do it, with progress."""
    runs = sum(len(one.read.content.runs) - len(one.by_run) for one in checked)
    if all(one.is_done for one in checked):
        st.caption("Everything that can be run again was, and was compared.")
        return
    if is_cancelled(CHECKING):
        st.info("Checking did not come to its end; what was checked stays.", icon=":material/info:")
    if not st.button(
        f"Run again and compare ({counted(runs, 'run')})",
        key="handed_in_check",
        type="primary",
        icon=":material/replay:",
        help="Trains each run from its settings, the same ones once. It can be cancelled.",
    ):
        return
    # Whatever ends it, the button or another page: only its end takes this back.
    cancel(CHECKING)
    with progress("Running again", CHECKING) as on_progress:
        check_all(checked, on_progress)
    uncancel(CHECKING)
    st.rerun()


def _show_table(rows: list[Row]) -> None:
    table = pd.DataFrame([asdict(row) for row in rows])[list(COLUMNS)]
    st.dataframe(
        table.rename(columns=COLUMNS), hide_index=True, key="handed_in_table", width="stretch"
    )
    st.download_button(
        "Download as CSV",
        data=csv_of(rows),
        file_name="digit-lab-hand-ins.csv",
        mime="text/csv",
        key="handed_in_csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _show_misconceptions(checked: list[Checked]) -> None:
    found = misconceptions([one.read for one in checked], LESSONS)
    st.subheader("Misconceptions", anchor=False)
    if not found:
        st.caption("No wrong answer in these files.")
        return
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "How many": count,
                    "Wrong answer": answer,
                    "Question": question,
                    "Lesson": lesson.title,
                }
                for count, lesson, question, answer in found
            ]
        ),
        hide_index=True,
        key="handed_in_misconceptions",
        width="stretch",
    )


def _show_one(checked: list[Checked]) -> None:
    st.subheader("One of them", anchor=False)
    place = st.selectbox(
        "Whose",
        range(len(checked)),
        key="handed_in_one",
        format_func=lambda place: _title(checked[place]) if place < len(checked) else "",
        width=480,
    )
    one = checked[min(place or 0, len(checked) - 1)]
    content = one.read.content
    st.markdown(f"**Seal**: {SEALS[one.read.seal]}.")
    for entry in content.runs:
        st.markdown(f"**Run {entry.number}**")
        _list(one.by_run.get(entry.number, [Finding(None, "Not compared yet.")]))
    if one.others is not None:
        st.markdown("**Lessons and challenges**")
        _list(one.others or [Finding(True, "They agree with the runs in the file.")])
    if content.reasons:
        st.markdown("**Reasons given for predictions**")
        st.markdown("  \n".join(plain(reason) for reason in content.reasons))
    if len(content.drawings):
        shown = content.drawings[:SHOWN_DRAWINGS]
        st.html(
            digit_grid(
                shown,
                [f"{label}" for label in content.labels[:SHOWN_DRAWINGS]],
                alt=f"{len(shown)} drawings, each with what it shows",
            )
        )


def _list(findings: list[Finding]) -> None:
    st.caption("  \n".join(f"{MARKS[one.holds]} {plain(one.words)}" for one in findings))


def _title(one: Checked) -> str:
    name = one.read.content.name
    return plain(f"{name}, {one.read.file}" if name else one.read.file)
