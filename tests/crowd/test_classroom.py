"""A small class on a real server: every page answers, every training moves, nothing is lost."""

import asyncio
import os
from pathlib import Path

import numpy as np
import pytest

from core.runs import RunStore
from tests.browser.driver import running_server
from tests.crowd.classroom import hold_class
from tests.crowd.protocol import Tab

VISITORS, SECONDS, ARRIVE_SECONDS = 8, 30.0, 4.0
# Not a measurement (benchmarks/classroom.py is): far above what it takes, far below a queue.
MEDIAN_SECONDS, FIRST_STEP_SECONDS = 1.0, 15.0


async def _warm_up(url: str) -> None:
    async with Tab(url) as tab:
        await tab.open()
        for page in tuple(tab.pages):
            await tab.open(page)


@pytest.fixture(scope="module")
def room(tmp_path_factory, pen_folder):
    folder = tmp_path_factory.mktemp("class")
    environment = dict(os.environ) | {
        "DIGIT_LAB_RUNS": str(folder / "runs"),
        "DIGIT_LAB_DATA": str(pen_folder),
        "DIGIT_LAB_OFFLINE": "1",
    }
    with running_server(folder, environment) as server:
        asyncio.run(_warm_up(server.url))
        held = asyncio.run(hold_class(server.url, VISITORS, SECONDS, ARRIVE_SECONDS))
    return held, folder / "runs"


def test_every_page_answers_without_an_error(room):
    held, _ = room
    assert held.errors == []
    assert len(held.seconds["first page"]) == VISITORS
    assert len(held.all_seconds()) > 4 * VISITORS
    assert np.median(held.all_seconds()) < MEDIAN_SECONDS


def test_every_started_training_takes_its_first_step_soon(room):
    held, _ = room
    # Whoever started in the last seconds may have gone before his page was drawn again.
    early = [t for t in held.trainings if t.started < SECONDS - FIRST_STEP_SECONDS]
    assert len(early) >= VISITORS
    assert all(t.first_step is not None for t in early)
    assert max(t.first_step - t.started for t in early) < FIRST_STEP_SECONDS


def test_no_run_is_lost(room):
    held, runs = room
    store = RunStore(Path(runs))
    workspaces = [path for path in Path(runs).iterdir() if path.is_dir()]
    kept = [store.look_into(workspace.name) for workspace in workspaces]
    assert sum(len(found.runs) for found in kept) == len(held.trainings)
    assert not any(found.unreadable for found in kept)
    # What a page has seen is on disk; whoever left at once after Train has seen no step.
    without_step = sum(not run.summary.step for found in kept for run in found.runs)
    assert without_step <= sum(training.first_step is None for training in held.trainings)
