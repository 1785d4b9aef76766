"""Runs between memory and disk."""

from __future__ import annotations

from collections.abc import Callable

from core.engine import TrainingJob
from core.runs import StoredRun
from core.training import TrainingRun
from dashboard.server.data_sets import data_for
from dashboard.server.resources import shared_queue, shared_store
from dashboard.visitor.run_handle import RunHandle


def workspace_of(id: str) -> str:
    """Return the workspace that a run on disk belongs to."""
    return id.partition("/")[0]


def handle_from_disk(stored: StoredRun) -> RunHandle:
    """Turn a run on disk into one of a visitor; its weights are read at the first use."""
    folder = shared_store().folder_of(stored.id)

    def load() -> TrainingJob:
        run = shared_store().load(stored.id, data_for(stored.config))
        return TrainingJob(
            run,
            queue=shared_queue(),
            owner=workspace_of(stored.id),
            on_save=keep_on_disk(run, stored.id),
            stopped=folder.summary.ended == "stopped",
        )

    return RunHandle(
        stored.about.number,
        stored.config,
        load,
        id=stored.id,
        folder=folder,
        about=stored.about,
        summary=stored.summary,
    )


def keep_on_disk(run: TrainingRun, id: str) -> Callable[[str], None]:
    """Make what writes a run down, again and again."""
    # One of its own: it remembers which rows are on disk.
    folder = shared_store().folder_of(id)

    def keep(ended: str) -> None:
        folder.save(run.state(), ended)
        if ended:
            shared_store().keep_limit(workspace_of(id))

    return keep
