"""What a server does about runs on disk while nobody looks after it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.disk_space import bytes_on_disk
from core.limits import limit, most_bytes
from core.runs.folder import RunFolder
from core.runs.store import RunStore, numbered
from core.runs.workspaces import is_workspace

SECONDS_A_DAY = 86_400.0
# A workspace is moved here before it is removed, so that nobody sees half of one.
REMOVED = ".removed"
# At a time; the next time others follow.
MAX_REMOVED = 500
# Its time is when this was done last. Longer gaps are those of a server that stood still, or of a
# clock that was wrong: nobody could open anything then.
TIDIED, MAX_GAP_SECONDS = ".tidied", 2 * SECONDS_A_DAY


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was done.

    Attributes
    ----------
    removed, lightened : tuple of str
        The workspaces that were removed, and those that lost the moments of their runs.
    bytes : int
        What all workspaces take afterwards.
    """

    removed: tuple[str, ...]
    lightened: tuple[str, ...]
    bytes: int


def tidy(store: RunStore, *, is_open: Callable[[str], bool], now: float | None = None) -> Tidied:
    """Remove workspaces that nobody opens any more, and keep all together small enough.

    Where they take too much, those that were opened longest ago lose the moments of their runs,
    then are removed if nobody has opened them for some days. When that is not enough either, the
    store keeps no further run (:attr:`RunStore.is_full`) until it is. Nothing but folders with the
    name of a workspace is touched, no link is followed, and no open one loses anything.

    Parameters
    ----------
    is_open : callable
        (workspace) -> bool: whether somebody looks at it. Asked again right before it is touched.
    now : float, optional
        Seconds since 1970; the clock's when not given.
    """
    now = time.time() if now is None else now
    _leave_out_gaps(store.folder, now)
    shutil.rmtree(store.folder / REMOVED, ignore_errors=True)  # Of a server that was ended.
    removed: list[str] = []
    lightened: list[str] = []
    closed = [home for home in _by_last_opening(store.folder) if not is_open(home.name)]
    for home in closed:
        is_orphan = len(removed) < MAX_REMOVED and _days(home, now) > limit("orphan_days")
        if is_orphan and _remove(home, is_open):
            removed.append(home.name)
    sizes = {home: bytes_on_disk(home) for home in _by_last_opening(store.folder)}
    closed = [home for home in closed if home in sizes]
    for home in closed:
        if sum(sizes.values()) <= most_bytes("all_workspaces_megabytes"):
            break
        if not is_open(home.name):
            _lighten(home)
            lightened.append(home.name)
            sizes[home] = bytes_on_disk(home)
    for home in closed:
        if sum(sizes.values()) <= most_bytes("all_workspaces_megabytes"):
            break
        is_old = len(removed) < MAX_REMOVED and _days(home, now) > limit("kept_days")
        if is_old and _remove(home, is_open):
            removed.append(home.name)
            sizes.pop(home)
    total = sum(sizes.values())
    store.is_full = total > most_bytes("all_workspaces_megabytes")
    return Tidied(tuple(removed), tuple(lightened), total)


def _by_last_opening(folder: Path) -> list[Path]:
    """List the workspaces, the one that was opened longest ago first."""
    found: list[tuple[float, Path]] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if is_workspace(entry.name) and entry.is_dir(follow_symlinks=False):
                    found.append((entry.stat().st_mtime, Path(entry.path)))
    return [home for _, home in sorted(found)]


def _leave_out_gaps(folder: Path, now: float) -> None:
    """Count no time in which nothing was tidied up: move all openings on by as much."""
    note = folder / TIDIED
    with suppress(OSError):
        try:
            gap = now - note.stat().st_mtime
        except FileNotFoundError:
            gap = 0.0
        if folder.is_dir():
            note.touch()
            os.utime(note, (now, now))
        if gap > MAX_GAP_SECONDS:
            for home in _by_last_opening(folder):
                opened = min(home.stat().st_mtime + gap, now)
                os.utime(home, (opened, opened))


def _days(home: Path, now: float) -> float:
    """Return how many days ago a workspace was opened; 0 for one that has just gone."""
    try:
        return (now - home.stat().st_mtime) / SECONDS_A_DAY
    except OSError:
        return 0.0


def _remove(home: Path, is_open: Callable[[str], bool]) -> bool:
    """Remove a workspace, unless somebody has just opened it; return whether it is gone."""
    bin = home.parent / REMOVED
    if is_open(home.name):
        return False
    with suppress(OSError):
        bin.mkdir(exist_ok=True)
        home.rename(bin / home.name)
        shutil.rmtree(bin, ignore_errors=True)
        return True
    return False


def _lighten(home: Path) -> None:
    opened = home.stat()
    for path in numbered(home):
        with suppress(OSError):
            RunFolder(path).remove_snapshots()
    os.utime(home, ns=(opened.st_atime_ns, opened.st_mtime_ns))  # That was no opening.
