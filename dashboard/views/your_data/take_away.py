"""The workspace as a file: taking it away, and bringing it back."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from core.errors import DigitLabError
from core.limits import most, most_upload_bytes
from core.runs.archive import Brought
from dashboard.plain_text import plain
from dashboard.visitor import my_data, session
from dashboard.wording import counted, data_size

FILE_NAME = "digit-lab-workspace.zip"


@dataclass(eq=False)
class LastBrought:
    """What came back last in this browser tab, a sentence each."""

    count: int = 0
    came: str = ""
    skipped: list[str] = field(default_factory=list)


def _choose() -> tuple[list[int], bool]:
    """Let the visitor choose what is exported: run numbers, and whether all of their moments."""
    runs = my_data.runs_on_disk()
    with st.popover("What to export", icon=":material/tune:", disabled=not runs):
        moments = st.toggle(
            "All moments of each run",
            value=True,
            key="export_moments",
            help="Snapshots of the network on the way, which Inside plays back. Without them the "
            "first and the last one stay, and the file is much smaller.",
        )
        left_out = st.multiselect(
            "Runs to leave out",
            list(runs),
            key="export_without",
            format_func=lambda number: runs[number].title,
            placeholder="None",
        )
    return [number for number in runs if number not in left_out], moments


def show_export() -> int:
    """Offer the workspace as a file; return how many bytes that takes at most."""
    place = st.container(width="content")
    numbers, moments = _choose()
    is_empty = not numbers and not my_data.kept_states()
    size = my_data.size_of_export(numbers, moments=moments)
    with place:
        st.download_button(
            "Export" if is_empty else f"Export ({data_size(size)})",
            data=my_data.exporter(numbers, moments=moments),
            file_name=FILE_NAME,
            mime="application/zip",
            key="export",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
            disabled=is_empty,
            help="Runs, and what you made beside them, as one zip file; it takes so much at most. "
            "A run that trains is taken as it was last saved. Drawings that you did not "
            "keep are not in it.",
        )
    return size


def warn_of_size(size: int) -> None:
    """Say so where a file would be larger than what can be brought back."""
    if size > most_upload_bytes("upload_megabytes"):
        st.warning(
            f"Files up to {most('upload_megabytes')} MB can be brought back, and this one may be "
            "larger. Under **What to export**, leave out the moments, or export the runs in "
            "several files, one after the other.",
            icon=":material/warning:",
        )


def _remember(found: Brought) -> None:
    renamed = [f"run {number} is now run {int(id.partition('/')[2])}" for number, id in found.runs]
    words = [counted(len(found.runs), "run")] if found.runs else []
    words += [state.in_words() for state in found.kept if state.in_words()]
    came = f"In the file: {', '.join(words)}." if words else "Nothing in the file could be used."
    if found.kept:
        came += " What was here already is not doubled."
    if renamed:
        came += f" In this workspace {', '.join(renamed)}."
    mine = session.tab().state(LastBrought)
    mine.came, mine.skipped, mine.count = came, found.skipped, mine.count + 1


def show_bring_back() -> None:
    """Let the visitor bring a workspace back from a file, beside what is there."""
    # Under another name it is another one, and closed: what came stands below it.
    name = f"bring_back_{session.tab().state(LastBrought).count}"
    with (
        st.popover("Bring back", icon=":material/upload:", key=name),
        st.form("bring_back", clear_on_submit=True, border=False),
    ):
        file = st.file_uploader(
            "A zip file from the button Export, of this or another Digit Lab",
            type="zip",
            max_upload_size=most("upload_megabytes"),
            key="bring_back_file",
            help="Its runs are added behind yours, with new numbers; nothing of yours is replaced. "
            "Openings of the test images are added too.",
        )
        if not st.form_submit_button("Add to this workspace", icon=":material/check:"):
            return
        if file is None:
            st.warning("Choose a file first.")
            return
        try:
            with st.spinner("Reading the file", show_time=False):
                _remember(my_data.bring(file.getvalue()))
        except DigitLabError as error:
            st.error(f"{plain(file.name)} cannot be used. {plain(error)}")
            return
    st.rerun()


def show_what_came() -> None:
    """Say what was brought back last, and what could not be read."""
    mine = session.tab().state(LastBrought)
    if mine.came:
        st.success(plain(mine.came), icon=":material/check:")
    if mine.skipped:
        st.warning("  \n".join(plain(line) for line in mine.skipped), icon=":material/warning:")
