"""Snapshots of a run's network, one file each, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.runs.tensors import pack, unpack
from core.training.snapshots import Snapshot
from core.whole_files import write_whole


def save_snapshots(folder: Path, snapshots: Sequence[Snapshot]) -> None:
    """Write the snapshots that are not in the folder yet, which is made if it is missing."""
    folder.mkdir(exist_ok=True)
    for snapshot in snapshots:
        path = _file_of(folder, snapshot.step)
        if not path.exists():
            write_whole(path, pack(snapshot.state, {"step": snapshot.step}))


def load_snapshots(folder: Path, steps: Sequence[int]) -> list[Snapshot]:
    """Read the snapshots of some steps; some may have been removed to save space.

    Raises
    ------
    CheckpointError
        If a file is damaged.
    """
    paths = {step: _file_of(folder, step) for step in steps}
    return [
        Snapshot(step, unpack(path.read_bytes())[0])
        for step, path in paths.items()
        if path.exists()
    ]


def thin_out_snapshots(folder: Path) -> bool:
    """Remove all snapshots but the first and the last; return whether there were others."""
    paths = sorted(folder.glob("*.safetensors"))
    for path in paths[1:-1]:
        path.unlink(missing_ok=True)
    return len(paths) > 2


def _file_of(folder: Path, step: int) -> Path:
    return folder / f"{step:08d}.safetensors"
