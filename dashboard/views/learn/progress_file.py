"""Progress in lessons as a file: taking it along, and bringing it back."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.errors import DigitLabError
from core.lessons import LessonProgress, Measured, OwnLessons
from core.lessons.progress_file import MAX_BYTES, ProgressFile, progress_bytes, progress_from
from core.limits import MEGABYTE
from dashboard.plain_text import plain
from dashboard.visitor import lessons, session

FILE_NAME = "digit-lab-progress.json"


@dataclass(eq=False)
class LastProgress:
    """What came back last in this browser tab, in a sentence."""

    count: int = 0
    came: str = ""


def _mine() -> ProgressFile:
    return ProgressFile(
        session.state(LessonProgress), session.state(OwnLessons), session.state(Measured)
    )


def bring(content: bytes) -> str:
    """Add what is in a file to this workspace, and say what that was.

    Raises
    ------
    DigitLabError
        If it is no file of progress; then nothing is added.
    """
    found = progress_from(content)
    for record in found.lessons.records.values():
        # Its runs are not here: what is done from now on counts.
        for step in record.steps:
            step.after_run, step.after_opening = lessons.last_run(), lessons.openings()
    found.lessons.present = ""
    mine = _mine()
    new = [
        mine.lessons.merge(found.lessons),
        mine.own.merge(found.own),
        mine.measured.merge(found.measured),
    ]
    if not any(new):
        return "All that is in the file was here already."
    return f"In the file: {found.in_words()}. What was here already is not doubled."


def show() -> None:
    """Offer both."""
    mine, last = _mine(), session.tab().state(LastProgress)
    with st.container(horizontal=True, key="progress_file"):
        st.download_button(
            "Take your progress along",
            data=lambda: progress_bytes(mine),
            file_name=FILE_NAME,
            mime="application/json",
            key="progress_download",
            icon=":material/download:",
            on_click="ignore",
            disabled=not mine.in_words(),
            help="How far you are in each lesson, as a small file. A free server forgets its "
            "visitors when it sleeps. Runs are not in it: **Your data** exports all.",
        )
        # Under another name it is another one, and closed: what came stands below it.
        with (
            st.popover("Bring progress back", icon=":material/upload:", key=f"bring_{last.count}"),
            st.form("bring_progress", clear_on_submit=True, border=False),
        ):
            file = st.file_uploader(
                "The file that Take your progress along gave you",
                type="json",
                max_upload_size=max(1, MAX_BYTES // MEGABYTE + 1),
                key="progress_upload",
            )
            is_sent = st.form_submit_button("Bring it back", icon=":material/check:")
            if is_sent and file is None:
                st.warning("Choose a file first.")
            if is_sent and file is not None and _brought(last, file.name, file.getvalue()):
                st.rerun()
    if last.came:
        st.success(plain(last.came), icon=":material/check:")


def _brought(last: LastProgress, name: str, content: bytes) -> bool:
    try:
        last.came = bring(content)
    except DigitLabError as error:
        st.error(f"{plain(name)} cannot be used. {plain(error)}")
        return False
    last.count += 1
    return True
