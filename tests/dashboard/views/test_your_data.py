"""What is kept is found again, goes out, comes back, and goes for good; trouble loses nothing."""

from __future__ import annotations

import errno
import io
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.runtime.download_data_util import convert_data_to_bytes_and_infer_mime

from core.comparison import open_study, plan_of, search
from core.config import TrainConfig
from core.data import DIGIT_NAMES
from core.data.own import OwnSets
from core.errors import WorkspaceFileError
from core.evaluation import Vault
from core.limits import LIMITS
from core.runs import RunStore, new_workspace
from core.runs.archive import export_size
from core.runs.kept_files import kept_file, load_kept, save_kept
from core.training import TrainingRun
from dashboard.figures.disk_space import MOMENTS, NEEDED, Portion, disk_space_figure
from dashboard.server import resources
from dashboard.server.shared import forget_all
from dashboard.views.your_data.page import MAX_BARS, shown_portions
from dashboard.visitor import my_data
from dashboard.visitor.own_digits import OwnDigits
from dashboard.wording import data_size
from tests.core.evaluation.test_vault import opening
from tests.dashboard.conftest import SECONDS, Dashboard


def images(count: int) -> list[np.ndarray]:
    return list(np.random.default_rng(0).integers(0, 255, (count, 28, 28), np.uint8))


def restarted(dashboard) -> Dashboard:
    """Open the same workspace on a server that knows nothing but its disk."""
    forget_all()
    return Dashboard({"workspace": dashboard.visitor.workspace})


def home(dashboard) -> Path:
    return resources.shared_store().home(dashboard.visitor.workspace)


@pytest.fixture(scope="module")
def filled(tmp_path_factory, tiny_digits) -> Path:
    """The folder of a workspace with a run, own digits and an opening."""
    store, workspace = RunStore(tmp_path_factory.mktemp("runs")), "0" * 32
    config = TrainConfig(dataset="digits", train_size=200, validation_size=100)
    run = TrainingRun(config, tiny_digits)
    run.advance(0.3)
    store.save(run, store.create(workspace, config), "stopped")
    own = OwnSets()
    own.add(DIGIT_NAMES, images(3), range(3))
    for state in (own, Vault([opening("aa")])):
        save_kept(store.home(workspace), state)
    return store.home(workspace)


@pytest.fixture
def full(tmp_path, monkeypatch, pen_folder, filled):
    """A visitor of such a workspace, on its own page."""
    monkeypatch.setenv("DIGIT_LAB_DATA", str(pen_folder))
    monkeypatch.setenv("DIGIT_LAB_OFFLINE", "1")
    monkeypatch.setenv("DIGIT_LAB_RUNS", str(tmp_path / "runs"))
    forget_all()
    workspace = new_workspace()
    shutil.copytree(filled, tmp_path / "runs" / workspace)
    yield Dashboard({"workspace": workspace}).open("your_data")
    forget_all()


def in_visit(dashboard, monkeypatch):
    """Let what pages call be called as this visitor, outside of a page."""
    monkeypatch.setattr(my_data.session, "visitor", lambda: dashboard.visitor)
    monkeypatch.setattr(my_data.session, "state", lambda kind: dashboard.visitor.state(kind))


def exported(dashboard, monkeypatch) -> bytes:
    with monkeypatch.context() as patch:
        in_visit(dashboard, patch)
        with my_data.exporter(list(my_data.runs_on_disk()), moments=True)() as file:
            # What its button takes: not every file.
            return convert_data_to_bytes_and_infer_mime(file, ValueError())[0]


# Kept


def test_own_digits_and_openings_survive_a_restart(full):
    again = restarted(full)
    own = again.visitor.state(OwnSets)
    assert own is not full.visitor.state(OwnSets)
    assert own.digits.labels.tolist() == [0, 1, 2]
    assert np.array_equal(own.digits.images, images(3))
    assert again.visitor.state(Vault).openings == full.visitor.state(Vault).openings
    assert again.visitor.state(Vault).is_open("aa")


def test_nothing_is_written_before_there_is_something(dashboard):
    for page in ("sketch", "your_data"):
        dashboard.open(page)
    assert not home(dashboard).exists()


def test_looking_writes_nothing(full, monkeypatch):
    monkeypatch.setattr(
        "dashboard.visitor.keeper.save_kept", lambda *_: pytest.fail("nothing has changed")
    )
    full.open("sketch").open("compare").open("your_data")


def test_forgotten_digits_can_be_brought_back(full):
    own = full.visitor.state(OwnSets)
    digits = OwnDigits(own)
    digits.forget_all()
    assert len(restarted(full).visitor.state(OwnSets)) == 0
    digits.bring_back()
    assert own.digits.labels.tolist() == [0, 1, 2]
    digits.forget_last()
    assert own.digits.labels.tolist() == [0, 1]
    digits.bring_back()
    assert own.digits.labels.tolist() == [0, 1, 2]
    assert np.array_equal(own.digits.images, images(3))
    assert digits.forgotten == 0


# The page


def test_page_says_how_much_there_is(full):
    run, words = full.visitor.current, full.words()
    total = run.folder.size() + sum(file.stat().st_size for file in (home(full) / "kept").iterdir())
    assert "In this workspace: 1 run, 3 images of your own, 1 opening of the test images." in words
    assert f"On disk **{data_size(total)}** of 500 MB" in words


def test_bars_are_what_is_on_the_disk(full, monkeypatch):
    in_visit(full, monkeypatch)
    (home(full) / "searches.sqlite").write_bytes(b"a" * 1_000)  # None, and told on Compare.
    found = {portion.title: portion for portion in my_data.portions()}
    run = full.visitor.current.folder
    snapshots = sorted((run.path / "snapshots").iterdir())
    assert found["Run 1"].size == sum(f.stat().st_size for f in run.path.rglob("*") if f.is_file())
    assert found["Run 1"].moments == sum(path.stat().st_size for path in snapshots[1:-1])
    assert found["Searches"].size == 1_000
    assert set(found) == {"Run 1", "Beside the runs", "Searches"}


def test_figure_draws_the_parts_of_each_bar():
    rows = disk_space_figure([Portion("Run 1", 3_000_000, 1_000_000), Portion("Run 2", 500)]).rows
    sizes = {(row.title, row.part): row.megabytes for row in rows.itertuples()}
    assert sizes["Run 1", NEEDED] == 2
    assert sizes["Run 1", MOMENTS] == 1
    assert list(rows["words"]) == ["3.0 MB", "", "500 B", ""]
    assert list(rows["end"]) == [3, 3, 0.0005, 0.0005]


def test_smallest_bars_share_one_and_nothing_is_left_out():
    portions = [Portion(f"Run {number}", 100 + number % 7, number % 3) for number in range(40)]
    shown = shown_portions(portions)
    assert len(shown) == MAX_BARS
    assert shown[-1].title == "29 others"
    for name in ("size", "moments"):
        assert sum(getattr(p, name) for p in shown) == sum(getattr(p, name) for p in portions)
    apart = sorted((p.size for p in portions), reverse=True)[: MAX_BARS - 1]
    assert sorted((p.size for p in shown[:-1]), reverse=True) == apart
    assert shown_portions(portions[:MAX_BARS]) == portions[:MAX_BARS]


def test_button_says_what_the_file_takes_at_most(full, monkeypatch):
    folder = full.visitor.current.folder
    states = [full.visitor.state(kind) for kind in (OwnSets, Vault)]
    for moments in (True, False):
        full.set("toggle", "export_moments", moments)
        size = export_size([folder], states, moments=moments)
        [button] = full.app.get("download_button")
        assert button.proto.label == f"Export ({data_size(size)})"
    assert len(exported(full, monkeypatch)) <= export_size([folder], states, moments=True)
    full.set("multiselect", "export_without", [1])
    [button] = full.app.get("download_button")
    assert button.proto.label == f"Export ({data_size(export_size([], states, moments=False))})"


def test_file_that_could_not_be_brought_back_is_announced(full, monkeypatch):
    assert "can be brought back, and this one may be larger" not in full.words()
    small = replace(LIMITS["upload_megabytes"], own=1)
    monkeypatch.setitem(LIMITS, "upload_megabytes", small)
    full.app.run()
    assert "Files up to 1 MB can be brought back, and this one may be larger" in full.words()


def test_page_says_after_which_time_a_workspace_goes(full, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_HOSTED", "1")
    full.app.run()
    days = int(LIMITS["orphan_days"].hosted)
    assert f"A workspace that nobody opens for {days} days is removed." in full.words()


# Out and back


def test_workspace_comes_back_into_another_one(full, monkeypatch):
    content = exported(full, monkeypatch)
    other = Dashboard()
    assert other.visitor is not full.visitor
    own = other.visitor.state(OwnSets)
    OwnDigits(own).keep(images(4)[3], 7)
    with monkeypatch.context() as patch:
        in_visit(other, patch)
        found = my_data.bring(content)
        my_data.bring(content)
    assert (found.skipped, len(found.runs)) == ([], 1)
    assert [run.number for run in other.visitor.runs] == [1, 2]
    assert own.digits.labels.tolist() == [7, 0, 1, 2]
    assert len(other.visitor.state(Vault).openings) == 1, "coming twice it is still one"
    assert other.visitor.state(Vault).is_open("aa")
    back, run = other.visitor.runs[1].job.run, full.job.run
    assert [event.loss for event in back.batches] == [event.loss for event in run.batches]
    other.open("compare").open("your_data")
    again = restarted(other)
    assert again.visitor.state(OwnSets).digits.labels.tolist() == [7, 0, 1, 2]
    assert len(again.visitor.runs) == 2


def test_searches_come_along(full, monkeypatch):
    base = TrainConfig(dataset="digits")
    study = open_study("mine", home(full) / "searches.sqlite")
    list(search(study, base, ["learning_rate"], None, trials=0))
    full.app.run()
    assert "1 search" in full.words()
    content = exported(full, monkeypatch)
    other = Dashboard()
    with monkeypatch.context() as patch:
        in_visit(other, patch)
        assert my_data.bring(content).skipped == []
    assert plan_of(open_study("mine", home(other) / "searches.sqlite")).base == base


def test_file_that_is_no_workspace_changes_nothing(full, monkeypatch):
    before = sorted(home(full).rglob("*"))
    in_visit(full, monkeypatch)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../outside", "x")
    with pytest.raises(WorkspaceFileError):
        my_data.bring(file.getvalue())
    assert sorted(home(full).rglob("*")) == before


# Gone


def test_everything_is_deleted_and_a_new_workspace_begins(full):
    folder, before = home(full), full.visitor.workspace
    words = full.words()
    assert "This deletes 1 run, 3 images of your own, 1 opening of the test images." in words
    full.press("delete_everything")
    assert not folder.exists()
    assert [path for path in folder.parent.iterdir() if path.is_dir()] == []
    assert full.visitor.workspace != before
    assert full.app.query_params["workspace"] in (full.visitor.workspace, [full.visitor.workspace])
    assert (full.visitor.runs, len(full.visitor.state(OwnSets))) == ([], 0)
    assert full.visitor.state(Vault).openings == []
    full.open("compare").open("your_data")
    assert not folder.exists()


def test_other_tab_of_a_deleted_workspace_brings_nothing_back_to_life(full):
    other = Dashboard({"workspace": full.visitor.workspace})
    old, folder = other.visitor.state(OwnSets), home(full)
    full.press("delete_everything")
    OwnDigits(old).forget_last()
    other.open("compare").open("your_data")
    assert not folder.exists()
    assert len(other.visitor.state(OwnSets)) == 0


def test_live_training_is_stopped_before_it_is_deleted(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    job, folder = dashboard.job, home(dashboard)
    dashboard.open("your_data")
    assert "Trainings that are going on are stopped first." in dashboard.words()
    dashboard.press("delete_everything")
    job.wait(SECONDS)
    assert job.state == "stopped"
    assert not folder.exists()


def test_workspace_that_cannot_be_deleted_is_all_there(full, monkeypatch):
    def refuse(path, target):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refuse)
    full.app.button(key="delete_everything").click().run()
    full.is_fine()
    assert "cannot be deleted (Read-only file system)" in full.app.toast[0].value.replace("\\", "")
    assert len(full.visitor.runs) == 1
    assert len(full.visitor.state(OwnSets)) == 3
    assert home(full).exists()


# Trouble


def test_full_disk_is_told_once_and_nothing_in_memory_is_lost(full, monkeypatch):
    own = full.visitor.state(OwnSets)
    toasts = []
    monkeypatch.setattr(
        "dashboard.visitor.keeper.st.toast", lambda words, **_: toasts.append(words)
    )

    def refuse(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        for image in images(3):
            OwnDigits(own).keep(image, 9)
    assert len(toasts) == 1
    assert "the disk is full" in toasts[0]
    assert own.digits.labels.tolist() == [0, 1, 2, 9, 9, 9]
    assert load_kept(home(full), OwnSets).digits.labels.tolist() == [0, 1, 2]
    OwnDigits(own).keep(images(1)[0], 5)
    assert len(toasts) == 1
    assert load_kept(home(full), OwnSets).digits.labels.tolist() == [0, 1, 2, 9, 9, 9, 5]


def test_damaged_file_is_named_and_put_aside(full):
    content = b'{"format": 1, "labels": 3}'
    path = kept_file(home(full), OwnSets)
    path.write_bytes(content)
    again = restarted(full).open("your_data")
    assert len(again.visitor.state(OwnSets)) == 0
    assert again.visitor.state(Vault).is_open("aa")
    [aside] = path.parent.glob("own_digits.json.damaged*")
    assert aside.read_bytes() == content
    assert any("your own sets cannot be used" in toast.value for toast in again.app.toast)


def test_folder_that_vanishes_while_it_is_open_loses_nothing_in_memory(full):
    own = full.visitor.state(OwnSets)
    shutil.rmtree(home(full))
    full.open("your_data").open("compare")
    OwnDigits(own).keep(images(1)[0], 8)
    assert load_kept(home(full), OwnSets).digits.labels.tolist() == [0, 1, 2, 8]


def test_file_in_place_of_the_folder_is_told_and_loses_nothing(full):
    own = full.visitor.state(OwnSets)
    shutil.rmtree(home(full))
    home(full).write_text("in the way")
    OwnDigits(own).keep(images(1)[0], 8)
    full.open("compare").open("your_data")
    assert own.digits.labels.tolist() == [0, 1, 2, 8]
    full.press("delete_everything")


def test_export_of_a_vanished_run_is_what_is_left(full, monkeypatch):
    shutil.rmtree(full.visitor.current.folder.path)
    with zipfile.ZipFile(io.BytesIO(exported(full, monkeypatch))) as archive:
        assert set(archive.namelist()) >= {"kept/own_digits.json", "kept/vault.json"}
