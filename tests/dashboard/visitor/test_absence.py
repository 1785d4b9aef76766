"""Of a visitor who has gone nothing large stays in memory, however long it takes to be saved."""

import gc
import threading
import time
import weakref

import pytest

from core.engine import TrainingJob
from core.training import TrainingRun
from dashboard.visitor import visitors as module
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.visitors import Visitor, Visitors
from tests.core.helpers import tiny_config

PATIENCE = 20.0


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(module, "ABSENCE_SECONDS", 0.05)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.1)
    # Python's own collection might come at any time, or never: here it never does.
    gc.disable()
    yield
    gc.enable()


class Shelf:
    """A keeper that keeps nothing, and says when it is asked to."""

    is_outdated = False

    def __init__(self, save=lambda: None):
        self._save = save

    def claim(self) -> None: ...

    def release(self) -> None: ...

    def save(self, ended: str, error: str) -> None:
        self._save()


def loaded(number: int, data, save=lambda: None, *, kept: bool = True) -> RunHandle:
    config = tiny_config(epochs=200)
    job = TrainingJob(TrainingRun(config, data), keeper=Shelf(save) if kept else None)
    job.start()
    handle = RunHandle(number, config, lambda: pytest.fail("it was loaded again"))
    handle.job = job
    handle.id = f"run {number}" if kept else None
    return handle


def come_and_go(runs: list[RunHandle]) -> Visitor:
    """Open a tab of a workspace with these runs, and close it."""
    visitor = Visitor("somebody", runs=runs, current=runs[0])
    visitors = Visitors(lambda name: visitor)
    visitors.leave(visitors.enter("somebody"))
    return visitor


def wait_until_gone(job: weakref.ref) -> bool:
    end = time.monotonic() + PATIENCE
    while job() is not None and time.monotonic() < end:
        time.sleep(0.02)
    return job() is None


def test_run_that_is_saved_for_long_goes_when_it_is_saved(tiny_digits):
    saving, saved = threading.Event(), threading.Event()

    def save_slowly() -> None:
        saving.set()
        saved.wait(PATIENCE)

    run = loaded(1, tiny_digits, save_slowly)
    job = weakref.ref(run.job)
    visitor = come_and_go([run])
    del run
    assert saving.wait(PATIENCE)
    time.sleep(1.0)  # Meanwhile he is gone for long.
    assert job() is not None
    saved.set()
    assert wait_until_gone(job)
    assert not visitor.runs[0].is_loaded


def test_run_that_is_not_kept_on_disk_lasts_no_longer_than_its_visitor(tiny_digits):
    runs = [loaded(1, tiny_digits, kept=False), loaded(2, tiny_digits)]
    jobs = [weakref.ref(run.job) for run in runs]
    visitor = come_and_go(runs)
    del runs
    assert all(map(wait_until_gone, jobs))
    assert [run.number for run in visitor.runs] == [2]
    assert visitor.current is visitor.runs[0]


def test_visitor_who_comes_back_in_time_finds_everything(tiny_digits, monkeypatch):
    monkeypatch.setattr(module, "ABSENCE_SECONDS", 0.3)
    run = loaded(1, tiny_digits, kept=False)
    visitor = Visitor("somebody", runs=[run], current=run)
    visitors = Visitors(lambda name: visitor)
    visitors.leave(visitors.enter("somebody"))
    tab = visitors.enter("somebody")
    time.sleep(0.6)
    assert visitor.current is run
    assert run.is_loaded
    run.job.stop()
    run.job.wait(PATIENCE)
    visitors.leave(tab)
