"""A store in a folder of its own, and short runs to keep in it."""

from __future__ import annotations

import pytest

from core.runs import RunStore, new_workspace
from core.training import TrainingRun
from tests.core.helpers import tiny_config


@pytest.fixture
def workspace() -> str:
    return new_workspace()


@pytest.fixture
def store(tmp_path) -> RunStore:
    return RunStore(tmp_path / "runs")


def trained(data, steps: int = 6, **choices) -> TrainingRun:
    run = TrainingRun(tiny_config(**choices), data)
    for _ in range(steps):
        run.advance()
    return run


def kept(store, workspace, run, ended="") -> str:
    id = store.create(workspace, run.config)
    store.save(run, id, ended)
    return id
