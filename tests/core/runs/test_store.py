"""What is kept on disk comes back as it was, and nobody gets at anything else."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from core.data import Standardization
from core.errors import StoreError
from core.models import MODELS
from core.runs import is_workspace, new_workspace
from core.runs import store as store_module
from core.runs.tensors import pack, unpack
from core.training import TrainingRun
from tests.core.helpers import copy_of_state, same_state, tiny_config
from tests.core.runs.conftest import kept, trained


@pytest.mark.parametrize("model", MODELS)
def test_run_comes_back_as_it_was(store, workspace, tiny_digits, model):
    run = trained(tiny_digits, model=model, optimizer="adam")
    run.manual_steps, run.learning_rate.peak = 2, 0.25
    back = store.load(kept(store, workspace, run), tiny_digits)
    assert back.config == run.config
    assert (back.batches, back.epochs) == (run.batches, run.epochs)
    assert same_state(back.model, copy_of_state(run.model))
    assert (back.seconds, back.manual_steps) == (run.seconds, 2)
    assert back.learning_rate.peak == 0.25
    assert [s.step for s in back.snapshots] == [s.step for s in run.snapshots]
    for before, after in zip(run.snapshots, back.snapshots, strict=True):
        assert all(torch.equal(after.state[name], before.state[name]) for name in before.state)


def test_run_keeps_the_standardization_that_came_with_it(store, workspace, tiny_digits):
    own = Standardization(0.5, 0.25)
    run = trained(tiny_digits.standardized_by(own))
    back = store.load(kept(store, workspace, run), tiny_digits)
    assert back.data.standardization == own


def test_run_that_was_saved_without_a_standardization_has_that_of_its_data(
    store, workspace, tiny_digits
):
    id = kept(store, workspace, trained(tiny_digits))
    path = store.folder_of(id).path / "state.safetensors"
    tensors, note = unpack(path.read_bytes())
    # As the first version wrote it, without a format number and with other names.
    for name in ("standardization", "format"):
        del note[name]
    note["dice"] = note.pop("rng_states")
    note["summary"]["steps_by_hand"] = note["summary"].pop("manual_steps")
    path.write_bytes(pack(tensors, note))
    assert store.load(id, tiny_digits).data.standardization == tiny_digits.standardization


def test_run_from_disk_takes_the_steps_of_the_uninterrupted_one(store, workspace, tiny_digits):
    choices = {"model": "cnn", "optimizer": "adam", "dropout": 0.4, "augmentation": "affine"}
    run = trained(tiny_digits, steps=6, **choices)
    back = store.load(kept(store, workspace, run), tiny_digits)
    for one in (run, back):
        one.advance()
        one.advance()
    assert back.batches == run.batches
    assert back.epochs[1].validation_loss == run.epochs[1].validation_loss
    assert same_state(back.model, copy_of_state(run.model))


def test_other_tools_can_open_what_is_kept(store, workspace, tiny_digits):
    run = trained(tiny_digits)
    id = kept(store, workspace, run)
    folder = store.folder_of(id).path
    assert json.loads((folder / "config.json").read_text()) == run.config.to_dict()
    with (folder / "batches.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [float(row["loss"]) for row in rows] == [event.loss for event in run.batches]
    weights = load_file(folder / "state.safetensors")
    for name, value in run.copy_model().state_dict().items():
        assert torch.equal(weights[f"model.{name}"], value)
    assert not list(folder.rglob("*.unfinished"))


def test_rows_that_no_state_counts_are_cut_off(store, workspace, tiny_digits):
    run = trained(tiny_digits)
    id = kept(store, workspace, run)
    table = store.folder_of(id).path / "batches.csv"
    table.write_text(table.read_text() + "2,7,0.1,0.9,1.0,0.1,64\n2,8,0.0")
    back = store.load(id, tiny_digits)
    assert back.batches == run.batches
    back.advance()
    store.save(back, id)
    assert store.load(id, tiny_digits).batches == back.batches


def test_saving_again_only_appends(store, workspace, tiny_digits):
    run = trained(tiny_digits, steps=2)
    folder = store.folder_of(store.create(workspace, run.config))
    folder.save(run.state())
    before = (folder.path / "batches.csv").read_bytes()
    run.advance()
    folder.save(run.state())
    after = (folder.path / "batches.csv").read_bytes()
    assert after.startswith(before)
    assert len(after.splitlines()) == 4


def test_list_tells_how_far_each_run_is_without_its_weights(store, workspace, tiny_digits):
    done = kept(store, workspace, trained(tiny_digits, steps=8), "finished")
    begun = store.create(workspace, tiny_config(model="linear"))
    first, second = store.list(workspace)
    assert (first.id, second.id) == (done, begun)
    assert [run.about.number for run in (first, second)] == [1, 2]
    assert (first.summary.step, first.summary.epoch, first.summary.ended) == (8, 2, "finished")
    run = store.load(done, tiny_digits)
    assert first.summary.validation_accuracy == run.epochs[-1].validation_accuracy
    assert first.summary.validation_loss == run.epochs[-1].validation_loss
    assert second.config.model == "linear"
    assert second.summary.step == 0
    files = [path for path in store.folder_of(done).path.rglob("*") if path.is_file()]
    assert first.size == sum(path.stat().st_size for path in files)


def test_run_that_never_trained_begins_at_its_beginning(store, workspace, tiny_digits):
    run = TrainingRun(tiny_config(), tiny_digits)
    back = store.load(store.create(workspace, run.config), tiny_digits)
    assert back.step == 0
    assert same_state(back.model, copy_of_state(run.model))


def test_names_notes_and_tags_last(store, workspace):
    folder = store.folder_of(store.create(workspace, tiny_config()))
    about = replace(
        folder.about, name='Größe "8"', note="a\nb", tags=("lecture", "3"), archived=True
    )
    folder.describe(about)
    assert store.list(workspace)[0].about == about


def test_deleted_run_can_be_brought_back_and_its_number_is_not_given_again(
    store, workspace, tiny_digits
):
    id = kept(store, workspace, trained(tiny_digits))
    store.delete(id)
    assert store.list(workspace) == []
    with pytest.raises(StoreError, match="no run"):
        store.load(id, tiny_digits)
    second = store.create(workspace, tiny_config())
    assert second != id
    store.undelete(id)
    assert [run.id for run in store.list(workspace)] == [id, second]
    assert store.load(id, tiny_digits).step == 6


def test_deleted_run_is_forgotten_after_a_day(store, workspace, tiny_digits):
    id = kept(store, workspace, trained(tiny_digits))
    store.delete(id)
    bin = store.folder / workspace / store_module.DELETED
    an_hour_over = store_module.SECONDS_TO_UNDO + 3_600
    moved = next(bin.iterdir())
    os.utime(moved, (moved.stat().st_atime, moved.stat().st_mtime - an_hour_over))
    store.list(workspace)
    with pytest.raises(StoreError, match="brought back"):
        store.undelete(id)


def test_limit_takes_snapshots_of_the_oldest_first_and_says_so(store, workspace, tiny_digits):
    ids = [kept(store, workspace, trained(tiny_digits, steps=8)) for _ in range(3)]
    sizes = [run.size for run in store.list(workspace)]
    assert store.keep_limit(workspace) == ()
    store.most_bytes = sum(sizes) - 1
    assert store.keep_limit(workspace) == (1,)
    runs = store.list(workspace)
    assert sum(run.size for run in runs) <= store.most_bytes
    assert [run.about.snapshots_removed for run in runs] == [True, False, False]
    lighter, whole = (store.load(ids[place], tiny_digits) for place in (0, 1))
    assert [s.step for s in lighter.snapshots] == [0, 8]
    assert len(whole.snapshots) > 2
    assert lighter.batches == whole.batches
    store.most_bytes = 1
    assert store.keep_limit(workspace) == (2, 3), "weights and history are never removed"


def test_workspaces_do_not_see_each_other(store, tiny_digits):
    mine, yours = new_workspace(), new_workspace()
    assert mine != yours
    id = kept(store, mine, trained(tiny_digits))
    assert store.list(yours) == []
    with pytest.raises(StoreError):
        store.load(f"{yours}/{id.partition('/')[2]}", tiny_digits)


@pytest.mark.parametrize(
    "name", ["", "..", "../..", "x" * 32, "0" * 31, "0" * 33, "A" * 32, "0" * 31 + "/", None, 7]
)
def test_only_32_hexadecimal_digits_name_a_workspace(store, name):
    assert not is_workspace(name)
    if isinstance(name, str):
        with pytest.raises(StoreError):
            store.list(name)


@pytest.mark.parametrize("number", ["", "1", "..", "../0001", "0001/..", "00a1", ".deleted"])
def test_no_name_leads_out_of_the_workspace(store, workspace, number):
    store.create(workspace, tiny_config())
    for use in (store.load, store.delete, store.undelete, store.describe):
        with pytest.raises(StoreError):
            use(f"{workspace}/{number}")


def test_looking_at_a_workspace_that_has_no_runs_makes_no_folder(store, workspace):
    assert store.list(workspace) == []
    assert not store.folder.exists()


def without_what_was_done(path) -> None:
    """Write the state as the second format had it, which did not tell of moved rates."""
    tensors, note = unpack(path.read_bytes())
    for name in ("moved_rates", "processors"):
        del note["summary"][name]
    path.write_bytes(pack(tensors, note | {"format": 2}))


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("schedule", ["constant", "cosine"])
@pytest.mark.parametrize("steps", [3, 6])
def test_moved_rate_is_known_without_loading_the_run(
    store, workspace, tiny_digits, old, schedule, steps
):
    run = trained(tiny_digits, steps=2, schedule=schedule)
    run.learning_rate.peak = 0.001
    for _ in range(steps - 2):
        run.advance()
    id = kept(store, workspace, run)
    other = kept(store, workspace, trained(tiny_digits, steps=steps, schedule=schedule))
    if old:
        for name in (id, other):
            without_what_was_done(store.folder_of(name).path / "state.safetensors")
    assert store.describe(id).summary.moved_rates == (0.001,)
    assert store.describe(other).summary.moved_rates == ()
    assert store.describe(other).summary.follows_its_settings
    assert store.load(id, tiny_digits).moved_rates == (0.001,)


def test_hardware_is_kept_with_the_run(store, workspace, tiny_digits):
    run = trained(tiny_digits)
    run.processors = ["a", "b"]
    id = kept(store, workspace, run)
    assert store.describe(id).summary.processors == ("a", "b")
    assert store.load(id, tiny_digits).processors == ["a", "b"]
