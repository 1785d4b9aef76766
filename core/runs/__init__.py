"""Runs that last: networks as files, and whole trainings on disk."""

from core.runs.checkpoint import Checkpoint, checkpoint_bytes, load_checkpoint, save_checkpoint
from core.runs.folder import About, RunFolder, Summary
from core.runs.program.script import standalone_script
from core.runs.store import RunStore, StoredRun, is_workspace, new_workspace

__all__ = [
    "About",
    "Checkpoint",
    "RunFolder",
    "RunStore",
    "StoredRun",
    "Summary",
    "checkpoint_bytes",
    "is_workspace",
    "load_checkpoint",
    "new_workspace",
    "save_checkpoint",
    "standalone_script",
]
