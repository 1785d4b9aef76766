"""Runs on disk, by workspace."""

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.clinic.mark import NO_FAULT, FaultMark
from core.config import TrainConfig
from core.data import DigitData, load_digits
from core.environment import folder_from
from core.errors import StoreError
from core.limits import limit
from core.runs.about import StoredRun, UnreadableRun, WorkspaceRuns
from core.runs.folder import RunFolder
from core.runs.workspaces import is_workspace
from core.training import TrainingRun

NUMBER = re.compile(r"\d{4,9}")
DELETED = ".deleted"
SECONDS_TO_UNDO = 24 * 3_600.0


def numbered(home: Path) -> list[Path]:
    """List the folders of the runs in a workspace, or in its bin, by number."""
    if not home.is_dir():
        return []
    return sorted(path for path in home.iterdir() if NUMBER.fullmatch(path.name))


def settings_in(home: Path) -> list[TrainConfig]:
    """Read the settings of all runs of a workspace, of those in its bin too, that can be read."""
    found = []
    for path in [*numbered(home), *numbered(home / DELETED)]:
        with suppress(StoreError):
            found.append(RunFolder(path).config)
    return found


class RunStore:
    """All runs of one server.

    An id is workspace and number; methods raise StoreError for one that no run has.

    Parameters
    ----------
    folder : Path or str, optional
        Where they are; the environment variable ``DIGIT_LAB_RUNS``, or the project's ``runs``,
        when not given. It is made when the first run is saved.
    megabytes : float, optional
        What one workspace may take; :mod:`core.limits` says how much when not given.

    Raises
    ------
    VariableError
        If one of these variables holds something impossible.
    """

    def __init__(self, folder: Path | str | None = None, megabytes: float | None = None) -> None:
        self.folder = Path(folder) if folder else folder_from("DIGIT_LAB_RUNS", "runs")
        allowed = megabytes or limit("workspace_megabytes")
        self.most_bytes = int(allowed * 1e6)
        self.is_full = False  # Of all workspaces; core.runs.tidying looks.

    def create(self, workspace: str, config: TrainConfig, fault: FaultMark = NO_FAULT) -> str:
        """Create a new run and return its id; raises StoreError if it cannot be written."""
        home = self.home(workspace)
        if self.is_full:
            raise StoreError("This server's disk has no room for further runs.")
        try:
            home.mkdir(parents=True, exist_ok=True)
            number = self._last_number(home) + 1
            while True:
                path = home / f"{number:04d}"
                try:
                    path.mkdir()
                    break
                except FileExistsError:  # Another tab was faster.
                    number += 1
            RunFolder.create(path, config, number, fault)
        except OSError as error:
            raise StoreError(f"Runs cannot be kept in {self.folder}: {error}") from error
        return f"{workspace}/{path.name}"

    def save(self, run: TrainingRun, id: str, ended: str = "") -> None:
        """Write a run as it is now; to do so again and again, keep its :meth:`folder_of`.

        Parameters
        ----------
        run : TrainingRun
            Between two steps, or in training.
        id : str
            From :meth:`create`.
        ended : str
            As in :class:`core.runs.about.Summary`.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        self.folder_of(id).save(run.state(), ended)

    def list(self, workspace: str) -> list[StoredRun]:
        """List the runs that can be read, in the order in which they were made."""
        return self.look_into(workspace).runs

    def look_into(self, workspace: str) -> WorkspaceRuns:
        """List the runs that can be read and those that cannot, each by number.

        Deleted runs are forgotten after a day.

        Raises
        ------
        StoreError
            If the folder cannot be read.
        """
        home = self.home(workspace)
        with suppress(OSError):  # There is none yet, or the disk can only be read.
            os.utime(home)  # Opened now: tidying removes what nobody opens any more.
        try:
            self._forget_deleted(home)
            paths = numbered(home)
        except OSError as error:
            raise StoreError(f"{home} cannot be read: {error}") from error
        found = WorkspaceRuns([], [])
        for path in paths:
            try:
                found.runs.append(self.describe(f"{workspace}/{path.name}"))
            except StoreError as error:
                found.unreadable.append(UnreadableRun(int(path.name), str(error)))
            except OSError as error:
                reason = f"Its folder cannot be read ({error.strerror})."
                found.unreadable.append(UnreadableRun(int(path.name), reason))
        return found

    def describe(self, id: str) -> StoredRun:
        """Read what there is to say of a run; raises StoreError if it cannot be read."""
        folder = self.folder_of(id)
        # A folder that was copied says the number of the first one. Pages tell runs by numbers.
        about = replace(folder.about, number=int(folder.path.name))
        return StoredRun(id, folder.config, about, folder.summary, folder.size(), folder.fault)

    def load(self, id: str, data: DigitData | None = None) -> TrainingRun:
        """Load a run as it was last saved, or as it began when it was never saved.

        Parameters
        ----------
        id : str
            From :meth:`create`.
        data : DigitData, optional
            What it was trained with; loaded when not given.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        folder = self.folder_of(id)
        config = folder.config
        data = data or load_digits(
            config.dataset,
            own_folder=folder.path.parent,
            train_size=config.train_size,
            validation_size=config.validation_size,
        )
        return folder.run(data)

    def delete(self, id: str) -> None:
        """Move a run away; for a day :meth:`undelete` brings it back.

        Raises
        ------
        StoreError
            If it cannot be moved.
        """
        folder = self.folder_of(id)
        bin = folder.path.parent / DELETED
        try:
            bin.mkdir(exist_ok=True)
            moved = bin / folder.path.name
            shutil.rmtree(moved, ignore_errors=True)
            folder.path.rename(moved)
            os.utime(moved)  # The day begins now.
        except OSError as error:
            raise StoreError(f"Run {id} cannot be deleted: {error}") from error

    def undelete(self, id: str) -> None:
        """Bring a deleted run back; raises StoreError if it is gone or its place is taken."""
        path = self._path(id)
        try:
            (path.parent / DELETED / path.name).rename(path)
        except OSError as error:
            raise StoreError(f"Run {id} cannot be brought back: {error}") from error

    def keep_limit(self, workspace: str) -> tuple[int, ...]:
        """Remove snapshots of the oldest runs until the workspace is small enough.

        Returns
        -------
        tuple of int
            The numbers of the runs whose snapshots were removed.
        """
        runs = self.list(workspace)
        total = sum(run.size for run in runs)
        lighter = []
        for run in runs:
            if total <= self.most_bytes:
                break
            folder = self.folder_of(run.id)
            folder.remove_snapshots()
            saved = run.size - folder.size()
            if saved > 0:
                lighter.append(run.about.number)
            total -= saved
        return tuple(lighter)

    def folder_of(self, id: str) -> RunFolder:
        """Find a run's folder. Keep it to save again and again: it knows which rows are on disk."""
        path = self._path(id)
        if not path.is_dir():
            raise StoreError(f"There is no run {id}; perhaps it was deleted.")
        return RunFolder(path)

    def _path(self, id: str) -> Path:
        workspace, _, number = id.partition("/")
        if not NUMBER.fullmatch(number):
            raise StoreError(f"{id!r} is not the name of a run.")
        return self.home(workspace) / number

    def home(self, workspace: str) -> Path:
        """Return the folder of a workspace, which may not exist yet.

        Raises
        ------
        StoreError
            If this cannot be the name of a workspace.
        """
        # A name that came with an address must not lead anywhere else on this machine.
        if not is_workspace(workspace):
            raise StoreError("This is not the name of a workspace: expected 32 digits, 0 to f.")
        return self.folder / workspace

    def _last_number(self, home: Path) -> int:
        # A deleted run may come back, so its number is not used again.
        taken = [*numbered(home), *numbered(home / DELETED)]
        return max((int(path.name) for path in taken), default=0)

    def _forget_deleted(self, home: Path) -> None:
        for path in numbered(home / DELETED):
            if time.time() - path.stat().st_mtime > SECONDS_TO_UNDO:
                shutil.rmtree(path, ignore_errors=True)
