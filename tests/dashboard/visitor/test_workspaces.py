"""Reloads, lost tabs and restarted servers lose nothing; workspaces stay apart."""

from __future__ import annotations

import shutil
import time

import pytest
import torch

from core.runs import is_workspace, new_workspace
from core.runs.workspaces import KEY
from core.training import TrainingRun
from dashboard.server import resources
from dashboard.server.shared import forget_all
from dashboard.views.one_step.workbench import Bench
from dashboard.visitor import session
from dashboard.visitor.draft import Draft
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.visitors import Visitor, Visitors
from tests.dashboard.conftest import SECONDS, Dashboard


def reload(workspace: str) -> Dashboard:
    """Open the address of a workspace in a new browser tab."""
    return Dashboard({"workspace": workspace})


def train(dashboard, epochs: int = 1) -> None:
    dashboard.open("train").set("slider", "epochs", epochs)
    dashboard.press("train_start").train_to_the_end()


def address_of(dashboard) -> str:
    found = dashboard.app.query_params["workspace"]
    return found[0] if isinstance(found, list) else found


def test_every_page_has_the_workspace_in_its_address(dashboard):
    workspace = dashboard.visitor.workspace
    assert is_workspace(workspace)
    for page in ("home", "data", "train", "sketch"):
        dashboard.open(page)
        assert address_of(dashboard) == workspace


def test_reload_finds_the_same_runs_and_settings(dashboard):
    train(dashboard)
    dashboard.set("slider", "epochs", 7)
    again = reload(dashboard.visitor.workspace)
    assert again.visitor is dashboard.visitor
    assert again.open("train").app.slider(key="epochs").value == 7
    assert "Run 1" in again.words()


NOT_HERE = "The workspace in the address is not on this server. You have a new one."


@pytest.mark.parametrize("name", ["..", "0" * 31, "../" * 10, "x" * 32, "0" * 32, "7f" * 16])
def test_workspace_that_this_server_did_not_make_gives_a_new_one(dashboard, tmp_path, name):
    again = reload(name)
    assert is_workspace(again.visitor.workspace)
    assert again.visitor.workspace != name
    assert again.visitor is not dashboard.visitor
    assert [toast.value for toast in again.app.toast] == [NOT_HERE]
    assert again.app.run().toast == [], "it is said once"
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [KEY]


def test_nothing_is_said_to_who_comes_without_a_workspace(dashboard):
    assert not reload("").app.toast
    assert not Dashboard().app.toast


def test_workspace_without_runs_is_known_after_a_restart(dashboard):
    restart()
    again = reload(dashboard.visitor.workspace)
    assert again.visitor.workspace == dashboard.visitor.workspace
    assert not again.app.toast


def test_lost_disk_is_told(dashboard, tmp_path):
    train(dashboard)
    restart()
    shutil.rmtree(tmp_path / "runs")
    again = reload(dashboard.visitor.workspace)
    assert again.visitor.workspace != dashboard.visitor.workspace
    assert [toast.value for toast in again.app.toast] == [NOT_HERE]


def test_workspace_works_where_nothing_can_be_written(dashboard, tmp_path):
    restart()
    shutil.rmtree(tmp_path / "runs")
    (tmp_path / "runs").write_text("a file in the way")
    first = Dashboard()
    assert reload(first.visitor.workspace).visitor is first.visitor


def test_another_workspace_sees_nothing(dashboard):
    train(dashboard)
    assert Dashboard().visitor.runs == []


def restart() -> None:
    """Forget everything that a server knows, as its end does."""
    forget_all()


def test_restarted_server_brings_finished_runs_back(dashboard):
    train(dashboard)
    run = dashboard.job.run
    restart()
    again = reload(dashboard.visitor.workspace)
    assert again.visitor is not dashboard.visitor
    [named] = again.visitor.runs
    assert (named.number, named.state) == (1, "finished")
    restored = again.job.run
    assert restored is not run
    assert restored.epochs == run.epochs
    for name, value in run.model.state_dict().items():
        assert torch.equal(restored.model.state_dict()[name], value)
    for page in ("evaluate", "inside", "one_step", "train", "sketch"):
        again.open(page)


def test_interrupted_run_is_listed_and_resumes_with_the_same_losses(dashboard):
    dashboard.open("train").set("slider", "epochs", 2).press("train_start")
    dashboard.job.pause()
    dashboard.job.step()
    dashboard.job.wait(SECONDS)
    # Saving follows the step; the next one waits for it.
    dashboard.job.step()
    dashboard.job.wait(SECONDS)
    dashboard.job.interrupt()
    restart()
    again = reload(dashboard.visitor.workspace)
    assert again.visitor.runs[0].state in ("interrupted", "ready")
    again.open("train")
    assert "interrupted" in again.words()
    again.press("train_resume").train_to_the_end()
    assert again.job.state == "finished"
    reference = TrainingRun(again.job.run.config, again.job.run.data)
    reference.advance(1e9)
    expected = [event.loss for event in reference.batches]
    assert [event.loss for event in again.job.run.batches] == pytest.approx(expected, rel=1e-4)


def test_stopped_run_stays_stopped_after_a_restart(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    dashboard.press("train_stop")
    dashboard.job.wait(SECONDS)
    dashboard.job._thread.join(SECONDS)
    restart()
    again = reload(dashboard.visitor.workspace)
    assert again.visitor.runs[0].state == "stopped"
    again.open("train")
    assert again.job.state == "stopped"


def test_disk_that_cannot_be_written_keeps_nobody_from_learning(dashboard, tmp_path):
    shutil.rmtree(tmp_path / "runs")
    (tmp_path / "runs").write_text("a file in the way")
    train(dashboard)
    assert dashboard.job.state == "finished"
    assert dashboard.visitor.current.id is None
    assert "cannot be kept" in dashboard.app.toast[0].value if dashboard.app.toast else True
    assert dashboard.visitor.runs


class FakeJob:
    live = False

    def __init__(self):
        self.present = True

    def visitor_left(self) -> None:
        self.present = False

    def visitor_returned(self) -> None:
        self.present = True

    def stop(self) -> None:
        self.present = False


def test_training_is_held_only_when_the_last_tab_has_gone():
    job = FakeJob()

    def welcome(workspace: str) -> Visitor:
        found = Visitor(workspace)
        run = RunHandle(1, found.state(Draft).config, lambda: job)
        assert run.job is job
        found.runs.append(run)
        return found

    visitors = Visitors(welcome)
    name = new_workspace()
    first, second = visitors.enter(name), visitors.enter(name)
    assert first.visitor is second.visitor
    visitors.leave(first)
    assert job.present
    visitors.leave(second)
    assert not job.present
    assert visitors.enter(name).visitor is first.visitor


def test_visitor_who_left_long_ago_is_forgotten_unless_something_goes_on(monkeypatch):
    monkeypatch.setattr("dashboard.visitor.visitors.MEMORY_SECONDS", 0.0)
    visitors = Visitors(Visitor)
    name = new_workspace()
    tab = visitors.enter(name)
    visitors.enter(new_workspace())
    again = visitors.enter(name)
    assert again.visitor is tab.visitor, "somebody is still there"
    visitors.leave(tab)
    visitors.leave(again)
    job = FakeJob()
    run = RunHandle(1, tab.visitor.state(Draft).config, lambda: job)
    assert run.job is job
    tab.visitor.runs.append(run)
    job.live = True
    later = visitors.enter(name)
    assert later.visitor is tab.visitor, "its training goes on"
    visitors.leave(later)
    job.live = False
    assert visitors.enter(name).visitor is not tab.visitor


def test_tab_that_loses_its_connection_and_comes_back_is_there_again():
    visitors = Visitors(Visitor)
    tab = visitors.enter(new_workspace())
    visitors.leave(tab)
    visitors.return_with(tab)
    visitors.return_with(tab)
    assert tab.visitor.tabs == {tab}
    visitors.leave(tab)
    assert not tab.visitor.tabs


@pytest.fixture
def short_absence(monkeypatch):
    monkeypatch.setattr("dashboard.visitor.visitors.ABSENCE_SECONDS", 0.2)


@pytest.mark.usefixtures("short_absence")
def test_who_is_away_for_long_takes_no_memory_and_finds_everything_again(dashboard):
    train(dashboard)
    losses = [event.loss for event in dashboard.job.run.batches]
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    while not dashboard.job.run.step:
        time.sleep(0.01)
    dashboard.open("one_step")
    assert dashboard.visitor.state(Bench).current is not None
    thread = dashboard.job._thread
    visitors, [tab] = session._visitors(), dashboard.visitor.tabs
    visitors.leave(tab)
    thread.join(SECONDS)
    deadline = time.monotonic() + SECONDS
    while any(run.is_loaded for run in dashboard.visitor.runs):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert dashboard.visitor.state(Bench).current is None
    again = reload(dashboard.visitor.workspace)
    assert [run.state for run in again.visitor.runs] == ["finished", "interrupted"]
    assert [event.loss for event in again.visitor.runs[0].job.run.batches] == losses
    assert again.job.run.step > 0
    again.open("train").press("train_resume")
    again.job.stop()


@pytest.mark.usefixtures("short_absence")
def test_who_comes_back_in_time_finds_the_training_going_on(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    visitors, [tab] = session._visitors(), dashboard.visitor.tabs
    visitors.leave(tab)
    assert dashboard.job.state in ("pausing", "paused", "waiting")
    visitors.return_with(tab)
    dashboard.app.run()
    time.sleep(0.4)
    assert dashboard.job.live
    dashboard.job.stop()


def test_run_that_is_left_to_the_disk_leaves_no_thread_behind(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    dashboard.press("train_pause")
    run, thread = dashboard.visitor.current, dashboard.job._thread
    run.unload()
    thread.join(SECONDS)
    assert not thread.is_alive()
    assert not run.is_loaded
    assert run.state in ("interrupted", "ready")


def test_run_that_cannot_be_read_is_named_and_the_others_open(dashboard):
    train(dashboard)
    train(dashboard)
    damaged = resources.shared_store().folder_of(dashboard.visitor.runs[1].id).path
    (damaged / "state.safetensors").write_bytes(b"damaged")
    restart()
    again = reload(dashboard.visitor.workspace)
    assert [run.number for run in again.visitor.runs] == [1]
    [text] = again.open("compare").app.text
    assert text.value.startswith("Run 2 cannot be read: its state.safetensors cannot be used. ")
    assert str(damaged.parent) not in text.value


def test_runs_that_cannot_be_read_are_named_when_no_other_is_there(dashboard):
    train(dashboard)
    folder = resources.shared_store().folder_of(dashboard.visitor.runs[0].id).path
    (folder / "config.json").write_text("{")
    restart()
    again = reload(dashboard.visitor.workspace).open("compare")
    assert "nothing to compare" in again.words()
    assert [text.value.partition(" (")[0] for text in again.app.text] == [
        "Run 1 cannot be read: its config.json is damaged"
    ]


@pytest.mark.parametrize("file", ["batches.csv", "epochs.csv"])
def test_damaged_tables_of_the_current_run_are_told_and_every_page_opens(dashboard, file):
    train(dashboard)
    train(dashboard)
    damaged = resources.shared_store().folder_of(dashboard.visitor.runs[1].id).path
    (damaged / file).write_text("damaged")
    restart()
    again = reload(dashboard.visitor.workspace)
    assert any("cannot be brought back" in toast.value for toast in again.app.toast)
    for page in ("home", "train", "compare", "evaluate", "inside", "one_step", "sketch"):
        again.open(page)
    assert [run.number for run in again.visitor.runs] == [1, 2]


def test_runs_of_a_data_set_that_has_gone_leave_every_page_open(dashboard):
    train(dashboard)
    folder = dashboard.visitor.runs[0].folder.path
    config = folder / "config.json"
    config.write_text(config.read_text().replace('"digits"', '"mnist"'))
    restart()
    again = reload(dashboard.visitor.workspace)
    for page in ("home", "train", "compare", "evaluate", "inside", "one_step", "sketch"):
        again.open(page)
