"""Reading a workspace from one file, into another one beside what is there."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from core.data.own.versions import keep_version, version_from
from core.errors import LimitError, StoreError, WorkspaceFileError
from core.kept import Kept
from core.limits import LIMITS
from core.models import build_model
from core.runs.about import About
from core.runs.archive.layout import KEPT, LABEL, OWN, RUN, TABLES
from core.runs.archive.opening import open_archive, read, unpack_to
from core.runs.folder import SNAPSHOTS, STATE, RunFolder
from core.runs.kept_files import MAX_KEPT_BYTES, kept_from
from core.runs.store import RunStore

UNPACKED = ".unpacked-"
# What is older was left by a crash on the way, and is removed the next time.
SECONDS_TO_UNPACK = 3_600.0
# As many steps as a training may take on any machine, and the names of the columns.
MAX_ROWS = int(LIMITS["steps"].own) + 1
# What its owner says of a run stands in menus and legends.
MAX_NAME, MAX_NOTE, MAX_TAGS = 200, 5_000, 20


@dataclass(frozen=True, slots=True)
class Brought:
    """What came out of a file.

    Attributes
    ----------
    runs : list of (int, str)
        For each run its number in the file, and its id here: numbers of this workspace go on.
    kept : list of Kept
        What was made beside the runs, to be merged with what is there.
    skipped : list of str
        A sentence for each thing that could not be read.
    """

    runs: list[tuple[int, str]] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def bring_back(
    content: bytes, store: RunStore, workspace: str, kinds: Sequence[type[Kept]]
) -> Brought:
    """Add the runs of a file to a workspace, and read what was made beside them.

    Each run is read as one on disk is, before it counts as one. Nothing in the file is executed.

    Parameters
    ----------
    content : bytes
        A file of :func:`core.runs.archive.export_workspace`, from anybody.
    store, workspace
        Where the runs go.
    kinds : sequence of type
        What may have been made beside them.

    Raises
    ------
    WorkspaceFileError
        If this is no such file, or too much would come out of it; then nothing is added.
    StoreError
        If runs cannot be kept here.
    """
    archive, entries = open_archive(content)
    files: dict[int, dict[str, ZipInfo]] = {}
    found, unknown = Brought(), 0
    kept = {kind.kept_as: kind for kind in kinds}
    for name, entry in entries.items():
        if of_run := RUN.fullmatch(name):
            files.setdefault(int(of_run["run"]), {})[of_run["file"]] = entry
        elif (made := KEPT.fullmatch(name)) and made["kind"] in kept:
            _read_kept(archive, entry, kept[made["kind"]], found)
        elif of_own := OWN.fullmatch(name):
            _add_own_set(archive, entry, of_own["version"], store.home(workspace), found)
        elif name != LABEL:
            unknown += 1
    if unknown:
        found.skipped.append(f"{unknown:,} of its files mean nothing here.")
    free = store.most_bytes - sum(run.size for run in store.list(workspace))
    for number, entries_of_run in sorted(files.items()):
        try:
            id = _add_run(archive, entries_of_run, store, workspace, free)
        except (StoreError, WorkspaceFileError) as error:
            found.skipped.append(f"Its run {number} cannot be used: {error}")
            continue
        free -= sum(entry.file_size for entry in entries_of_run.values())
        found.runs.append((number, id))
    return found


def _read_kept(archive: ZipFile, entry: ZipInfo, kind: type[Kept], found: Brought) -> None:
    try:
        found.kept.append(kept_from(kind, read(archive, entry, MAX_KEPT_BYTES)))
    except (StoreError, WorkspaceFileError) as error:
        found.skipped.append(f"What it has of {kind.title} cannot be used: {error}")


def _add_own_set(
    archive: ZipFile, entry: ZipInfo, version: str, home: Path, found: Brought
) -> None:
    """Keep what a run learned from, for the run that is in the file too."""
    try:
        keep_version(home, version_from(read(archive, entry, MAX_KEPT_BYTES), version))
    except (StoreError, WorkspaceFileError, LimitError) as error:
        found.skipped.append(f"An own set that runs learned from cannot be used: {error}")
    except OSError as error:
        found.skipped.append(f"An own set cannot be written ({error.strerror}).")


def _add_run(
    archive: ZipFile, entries: dict[str, ZipInfo], store: RunStore, workspace: str, free: int
) -> str:
    """Unpack a run beside the others, and make it one of them if it can be read."""
    if sum(entry.file_size for entry in entries.values()) > free:
        raise StoreError("There is no room left in this workspace; delete runs first.")
    home = store.home(workspace)
    try:
        home.mkdir(parents=True, exist_ok=True)
        for left in home.glob(f"{UNPACKED}*"):
            if time.time() - left.stat().st_mtime > SECONDS_TO_UNPACK:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=UNPACKED, dir=home) as name:
            unpacked = RunFolder(Path(name))
            (unpacked.path / SNAPSHOTS).mkdir()
            for file, entry in entries.items():
                unpack_to(archive, entry, unpacked.path / file)
            _check(unpacked)
            return _move(unpacked, store, workspace)
    except OSError as error:
        raise StoreError(f"It cannot be written ({error.strerror}).") from error


def _check(run: RunFolder) -> None:
    """Read all of a run; raises StoreError where something is wrong."""
    for name in TABLES:
        path = run.path / name
        if path.exists() and path.read_bytes().count(b"\n") > MAX_ROWS:
            raise StoreError(f"Its {name} has more than {MAX_ROWS:,} rows.")
    config, _, _ = run.config, run.about, run.fault
    if not run.has_state:
        return
    state = run.load()
    try:
        build_model(config).load_state_dict(state.model)
    except RuntimeError as error:
        reason = re.sub(r"\s+", " ", str(error))
        raise StoreError(f"Its weights do not fit its settings: {reason}") from error


def _shortened(about: About, number: int) -> About:
    return replace(
        about,
        number=number,
        created=about.created[:MAX_NAME],
        name=about.name[:MAX_NAME],
        note=about.note[:MAX_NOTE],
        tags=tuple(tag[:MAX_NAME] for tag in about.tags[:MAX_TAGS]),
    )


def _move(unpacked: RunFolder, store: RunStore, workspace: str) -> str:
    """Make an unpacked run the next one of a workspace."""
    config, about = unpacked.config, unpacked.about
    id = store.create(workspace, config, unpacked.fault)
    target = store.folder_of(id)
    try:
        for name in (SNAPSHOTS, *TABLES):
            if (unpacked.path / name).exists():
                (unpacked.path / name).rename(target.path / name)
        target.describe(_shortened(about, int(target.path.name)))
        if unpacked.has_state:  # Last: with it the run is whole.
            (unpacked.path / STATE).rename(target.path / STATE)
    except OSError:
        shutil.rmtree(target.path, ignore_errors=True)
        raise
    return id
