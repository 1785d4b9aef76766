"""Writing a workspace into one file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from core.data.own import OwnName
from core.data.own.versions import version_file
from core.disk_space import bytes_on_disk
from core.errors import StoreError
from core.kept import Kept
from core.runs.archive.layout import (
    FORMAT,
    LABEL,
    RUN_FILES,
    SNAPSHOT,
    kept_file,
    own_file,
    run_file,
)
from core.runs.folder import ABOUT, SNAPSHOTS, RunFolder
from core.runs.formats import FORMAT as RUN_FORMAT
from core.runs.formats import FORMAT_FIELD
from core.runs.kept_files import kept_bytes

# For each file: its name, and where it stands in the archive.
HEADER_BYTES = 200


def export_size(runs: Sequence[RunFolder], kept: Sequence[Kept], *, moments: bool) -> int:
    """Return how many bytes the file takes at most; its tables get smaller by about a half.

    Parameters
    ----------
    runs, kept, moments
        As in :func:`export_workspace`.
    """
    sizes = [bytes_on_disk(path) for run in runs for _, path in _files_of(run, moments)]
    sizes += [bytes_on_disk(path) for _, path in _own_sets_of(runs)]
    sizes += [len(kept_bytes(state)) for state in kept]
    return sum(sizes) + HEADER_BYTES * (1 + len(sizes))


def moment_bytes(run: RunFolder) -> int:
    """Return what the snapshots between the first and the last take on disk, in bytes."""
    paths = _snapshots(run)
    return sum(bytes_on_disk(path) for path in paths) - sum(
        bytes_on_disk(path) for path in _ends(paths)
    )


def export_workspace(
    file: BinaryIO, runs: Sequence[RunFolder], kept: Sequence[Kept], *, moments: bool
) -> None:
    """Write runs, and what was made beside them, into a file, piece by piece.

    Parameters
    ----------
    file : binary file
        To be written; it must be seekable.
    runs : sequence of RunFolder
        Those that may be training are taken as they were last saved.
    kept : sequence of Kept
        What was made beside them.
    moments : bool
        Whether all snapshots are taken, or of each run only the first and the last.

    Raises
    ------
    OSError
        If a file cannot be read or written; the disk may be full.
    StoreError
        If something cannot be read back later.
    """
    with ZipFile(file, "w") as archive:
        _write(archive, LABEL, json.dumps({FORMAT_FIELD: FORMAT}).encode())
        for run in runs:
            number = int(run.path.name)
            for name, path in _files_of(run, moments):
                if name == ABOUT and not moments:
                    about = replace(run.about, snapshots_removed=_has_moments(run))
                    content = json.dumps({FORMAT_FIELD: RUN_FORMAT} | asdict(about), indent=2)
                    _write(archive, run_file(number, name), content.encode())
                else:
                    _copy(archive, run_file(number, name), path)
        for version, path in _own_sets_of(runs):
            _copy(archive, own_file(version), path)
        for state in kept:
            _write(archive, kept_file(state.kept_as), kept_bytes(state))


def _files_of(run: RunFolder, moments: bool) -> Iterator[tuple[str, Path]]:
    for name in RUN_FILES:
        if (run.path / name).is_file():
            yield name, run.path / name
    for path in _snapshots(run) if moments else _ends(_snapshots(run)):
        yield f"{SNAPSHOTS}/{path.name}", path


def _own_sets_of(runs: Sequence[RunFolder]) -> list[tuple[str, Path]]:
    """List the own sets that runs learned from, as far as they are still there."""
    found = {}
    for run in runs:
        with suppress(StoreError):  # It is gone, or damaged: then its own set is of no use.
            name = OwnName.of(run.config.dataset)
            if name and (path := version_file(run.path.parent, name.version)).is_file():
                found[name.version] = path
    return sorted(found.items())


def _snapshots(run: RunFolder) -> list[Path]:
    try:
        paths = list((run.path / SNAPSHOTS).iterdir())
    except OSError:
        return []  # It was never saved, or is gone.
    return sorted(path for path in paths if SNAPSHOT.fullmatch(path.name))


def _ends(paths: list[Path]) -> list[Path]:
    return paths if len(paths) < 3 else [paths[0], paths[-1]]


def _has_moments(run: RunFolder) -> bool:
    return len(_snapshots(run)) > 2 or run.about.snapshots_removed


def _write(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(_entry(name), content)


def _copy(archive: ZipFile, name: str, path: Path) -> None:
    with path.open("rb") as source, archive.open(_entry(name), "w") as target:
        shutil.copyfileobj(source, target)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)  # The same runs make the same file, whenever that is.
    # Weights are as good as random: they shrink by less than a tenth, and take long for it.
    entry.compress_type = ZIP_STORED if name.endswith(".safetensors") else ZIP_DEFLATED
    return entry
