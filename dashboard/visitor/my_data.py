"""All that is kept of one visitor: to look at, to take away, to bring back, to delete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BufferedReader
from typing import BinaryIO, cast

from core.comparison import SearchList
from core.data.own import OwnSets
from core.data.own.versions import FOLDER as OWN_FOLDER
from core.disk_space import bytes_on_disk
from core.errors import StoreError, StudyError
from core.evaluation import Vault
from core.kept import Kept
from core.lessons import ChallengeProgress, LessonProgress, Measured, OwnLessons
from core.limits import most
from core.runs import RunFolder
from core.runs.archive import Brought, bring_back, export_size, export_workspace, moment_bytes
from core.runs.kept_files import FOLDER as KEPT_FOLDER
from core.runs.removal import remove_workspace
from core.runs.store import DELETED
from dashboard.figures.disk_space import Portion
from dashboard.server.resources import shared_store
from dashboard.visitor import searches, session
from dashboard.visitor.compared import DataCurves, Ladders, LastRangeTest
from dashboard.visitor.label_review import LabelReviews
from dashboard.visitor.predictions import Predictions
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.runs_on_disk import handle_from_disk

# What stays with a workspace beside its runs.
KINDS: tuple[type[Kept], ...] = (
    *(OwnSets, Vault, LabelReviews, Ladders, LastRangeTest, DataCurves),
    Predictions,
    LessonProgress,
    ChallengeProgress,
    OwnLessons,
    Measured,
)
# What may be in a file: searches are in a database of their own.
IN_FILES: tuple[type[Kept], ...] = (*KINDS, SearchList)
SEARCHES_TITLE, DELETED_TITLE = "Searches", "Deleted runs"
SECONDS_TO_STOP = 5.0


@dataclass(eq=False)
class LastSearches:
    """The searches as they were read last, and of which file, when it was changed."""

    file: tuple[int, int, int] | None = None
    found: SearchList = field(default_factory=SearchList)


def _searches() -> SearchList:
    """Find the searches of this workspace; opening their database takes a tenth of a second."""
    path, last = searches.own_file(), session.state(LastSearches)
    try:
        if path is None:
            return SearchList()
        found = path.stat()
        file = found.st_ino, found.st_mtime_ns, found.st_size
        if last.file != file:
            last.found, last.file = SearchList.read(path), file
    except (OSError, StudyError):
        return SearchList()  # Compare says what is wrong with it.
    return last.found


def kept_states() -> list[Kept]:
    """Find what this visitor made beside the runs, as far as there is any."""
    states = [*(session.state(kind) for kind in KINDS), _searches()]
    return [state for state in states if state.in_words()]


def runs_on_disk() -> dict[int, RunHandle]:
    """Find the runs that are on disk, by their numbers."""
    return {run.number: run for run in session.visitor().runs if run.folder is not None}


def _name(run: RunHandle) -> str:
    return ", ".join(filter(None, [f"Run {run.number}", run.fault.in_words]))


def portions() -> list[Portion]:
    """List what takes room on the disk: each run, and what is beside the runs."""
    home = shared_store().home(session.visitor().workspace)
    found = [
        Portion(_name(run), folder.size(), moment_bytes(folder))
        for run in session.visitor().runs
        if (folder := run.folder) is not None
    ]
    for title, name in (
        ("Beside the runs", KEPT_FOLDER),
        ("Own sets of runs", OWN_FOLDER),
        (SEARCHES_TITLE, searches.FILE),
        (DELETED_TITLE, DELETED),
    ):
        size = bytes_on_disk(home / name)
        if size:
            found.append(Portion(title, size))
    return found


def days_until_removal() -> int:
    """Return after how many days without a visit a workspace is removed."""
    return most("orphan_days")


def _folders(numbers: Sequence[int]) -> list[RunFolder]:
    runs = runs_on_disk()
    return [cast(RunFolder, runs[number].folder) for number in numbers if number in runs]


def size_of_export(numbers: Sequence[int], *, moments: bool) -> int:
    """Return how many bytes some runs, and all that is beside them, take as one file at most."""
    return export_size(_folders(numbers), kept_states(), moments=moments)


def exporter(numbers: Sequence[int], *, moments: bool) -> Callable[[], BufferedReader]:
    """Make what writes some runs, and all that is beside them, into a file when it is asked.

    It is asked where nobody knows the visitor, so everything is looked up now. Streamlit reads the
    file, and when nobody does any more it is gone.
    """
    folders, states = _folders(numbers), kept_states()

    def export() -> BufferedReader:
        with tempfile.TemporaryFile() as file:
            export_workspace(cast(BinaryIO, file), folders, states, moments=moments)
            # Streamlit takes files that can only be read.
            reader = os.fdopen(os.dup(file.fileno()), "rb")
        reader.seek(0)
        return reader

    return export


def bring(content: bytes) -> Brought:
    """Add what is in a file to this workspace, beside what is there.

    Raises
    ------
    DigitLabError
        If it is no workspace that was exported; then nothing is added.
    """
    me, store = session.visitor(), shared_store()
    found = bring_back(content, store, me.workspace, IN_FILES)
    for _, id in found.runs:
        me.runs.append(handle_from_disk(store.describe(id)))
    if me.current is None and me.runs:
        me.current = me.runs[-1]
    for state in found.kept:
        if isinstance(state, SearchList):
            _add_searches(state, found)
        else:
            session.state(type(state)).merge(state)
    store.keep_limit(me.workspace)
    return found


def _add_searches(found: SearchList, brought: Brought) -> None:
    path = searches.own_file()
    if path is None:
        brought.skipped.append("Its searches are left out: all visitors here share a database.")
        return
    try:
        found.add_to(path)
    except StudyError as error:
        brought.skipped.append(f"Its searches cannot be used: {error}")


def delete_everything() -> None:
    """Stop all trainings, delete all that is kept, and begin a new, empty workspace.

    Raises
    ------
    StoreError
        If it cannot be deleted.
    """
    me = session.visitor()
    loaded = [run for run in [*me.runs, *me.unlisted] if run.is_loaded]
    for run in loaded:
        run.job.stop()
    for run in loaded:
        run.job.wait(SECONDS_TO_STOP)
    if any(run.job.live for run in loaded):
        raise StoreError(
            "A training has not stopped yet, so nothing is deleted. Try again in a moment."
        )
    home = shared_store().home(me.workspace)
    remove_workspace(home)
    me.forget_everything()
    remove_workspace(home)  # Another tab may have written something between the two.
    session.begin_new_workspace()
