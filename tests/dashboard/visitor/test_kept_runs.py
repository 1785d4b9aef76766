"""Runs that could not be written, that failed, or that somebody else trains."""

from __future__ import annotations

import errno
from dataclasses import replace

import pytest

from core.limits import LIMITS
from core.runs import RunFolder
from core.runs.writer import Writer
from dashboard.server.resources import shared_store
from dashboard.server.shared import forget_all
from tests.dashboard.conftest import SECONDS, Dashboard


def train(dashboard) -> None:
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()


@pytest.fixture
def full_disk():
    """Let no state be written until the fixture is told that there is room."""

    def refuse(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    patch = pytest.MonkeyPatch()
    patch.setattr("core.engine.saving.SECONDS_BETWEEN_SAVES", 0.02)
    patch.setattr(RunFolder, "_save", refuse)
    yield patch.undo
    patch.undo()


def test_run_whose_end_could_not_be_written_stays_in_memory_until_it_is(dashboard, full_disk):
    train(dashboard)
    run, steps = dashboard.visitor.runs[0], dashboard.job.run.step
    assert "No space left on device." in dashboard.open("train").words()
    run.unload(interrupt=True)
    assert run.is_loaded, "its weights are nowhere else"
    full_disk()
    run.job._thread.join(SECONDS)
    assert run.job.is_kept
    run.unload()
    assert not run.is_loaded
    forget_all()
    [again] = Dashboard({"workspace": dashboard.visitor.workspace}).visitor.runs
    assert (again.state, again.summary.step) == ("finished", steps)


def test_runs_that_cannot_be_written_count_as_those_that_train(dashboard, full_disk, monkeypatch):
    limited = replace(LIMITS["live_runs"], own=2, hosted=2)
    monkeypatch.setitem(LIMITS, "live_runs", limited)
    for _ in range(2):
        train(dashboard)
    dashboard.open("train").press("train_start")
    assert len(dashboard.visitor.runs) == 2, "memory is bounded on a full disk too"
    assert "no more than 2" in dashboard.app.toast[0].value


def test_failed_training_says_why_after_a_restart(dashboard, monkeypatch):
    def fail(self, seconds=0.0):
        raise MemoryError("no memory for this batch")

    with monkeypatch.context() as patch:
        patch.setattr("core.training.run.TrainingRun.advance", fail)
        dashboard.open("train").press("train_start")
        dashboard.job.wait(SECONDS)
        dashboard.job._thread.join(SECONDS)
    forget_all()
    again = Dashboard({"workspace": dashboard.visitor.workspace})
    assert again.visitor.runs[0].state == "failed"
    again.open("train")
    assert again.job.state == "failed"
    assert "no memory for this batch" in again.words()


def test_run_that_is_trained_elsewhere_says_so_and_goes_on_from_there_later(dashboard):
    dashboard.open("train").set("slider", "epochs", 2).press("train_start")
    dashboard.job.pause()
    dashboard.job.step()
    dashboard.job.wait(SECONDS)
    dashboard.job.interrupt()
    dashboard.job._thread.join(SECONDS)
    run = dashboard.visitor.runs[0]
    before = run.job.run.step
    elsewhere = Writer(shared_store().folder_of(run.id).path)
    elsewhere.claim()
    dashboard.open("train").press("train_resume")
    dashboard.job.wait(SECONDS)
    assert "being trained by this server in another place" in dashboard.open("train").words()
    assert run.job.run.step == before

    folder = shared_store().folder_of(run.id)
    other = folder.run(run.job.run.data)
    elsewhere.release()
    for _ in range(3):
        other.advance()
    folder.save(other.state())
    dashboard.press("train_resume").train_to_the_end()
    assert run.job.state == "finished"
    assert [event.step for event in run.job.run.batches] == list(range(1, run.job.run.step + 1))
    rows = (folder.path / "batches.csv").read_text().splitlines()
    assert len(rows) == len(set(rows)) == 1 + run.job.run.step
