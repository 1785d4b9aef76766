"""Runs that last: networks as files, and whole trainings on disk."""

from core.runs.about import About, StoredRun, Summary, UnreadableRun
from core.runs.checkpoint import Checkpoint, checkpoint_bytes, load_checkpoint, save_checkpoint
from core.runs.folder import RunFolder
from core.runs.keeper import RunKeeper
from core.runs.program import run_notebook, standalone_script
from core.runs.store import RunStore
from core.runs.workspaces import WorkspaceNames, is_workspace, new_workspace

__all__ = [
    "About",
    "Checkpoint",
    "RunFolder",
    "RunKeeper",
    "RunStore",
    "StoredRun",
    "Summary",
    "UnreadableRun",
    "WorkspaceNames",
    "checkpoint_bytes",
    "is_workspace",
    "load_checkpoint",
    "new_workspace",
    "run_notebook",
    "save_checkpoint",
    "standalone_script",
]
