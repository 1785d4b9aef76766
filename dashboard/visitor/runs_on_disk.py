"""Runs between memory and disk."""

from __future__ import annotations

from functools import partial

from core.engine import TrainingJob
from core.runs import RunFolder, RunKeeper, StoredRun
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
        is_own = stored.config.spec.is_own
        own = shared_store().folder_of(stored.id)
        run = own.run(data_for(stored.config, own.path.parent if is_own else None))
        end = own.summary
        return TrainingJob(
            run,
            queue=shared_queue(),
            owner=workspace_of(stored.id),
            keeper=keeper_of(run, stored.id, own),
            ended=end.ended,
            error=end.error,
        )

    return RunHandle(
        stored.about.number,
        stored.config,
        load,
        id=stored.id,
        folder=folder,
        about=stored.about,
        fault=stored.fault,
        summary=stored.summary,
    )


def keeper_of(run: TrainingRun, id: str, folder: RunFolder) -> RunKeeper:
    """Make who writes a run down; the folder is the keeper's own."""
    return RunKeeper(run, folder, partial(shared_store().keep_limit, workspace_of(id)))
