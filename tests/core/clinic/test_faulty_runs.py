"""A faulty run is a run: the same from the same seed, saved, restored, and marked."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from core.clinic import (
    FAULTS,
    NO_FAULT,
    FaultMark,
    clinic_config,
    faulty_config,
    faulty_run,
    mended_run,
)
from core.data import load_digits
from core.errors import ConfigError, StoreError
from core.runs import RunStore, checkpoint_bytes, load_checkpoint, new_workspace
from core.runs.archive.bring_back import bring_back
from core.runs.archive.export import export_workspace
from core.runs.checkpoint import Checkpoint
from core.training import CLEAN, BatchEnd, TrainingRun, train
from tests.core.helpers import copy_of_state, same_state

CPU = torch.device("cpu")
each_fault = pytest.mark.parametrize("fault", FAULTS)


def tiny(fault: str, **changes):
    """The clean twin on a few images, and these images."""
    few = {"train_size": 100, "validation_size": 60, "batch_size": 20, "epochs": 2} | changes
    config = replace(clinic_config(fault, "digits", 3), **few)
    sizes = {name: getattr(config, name) for name in ("train_size", "validation_size")}
    return config, load_digits("digits", **sizes)


def finished(run: TrainingRun) -> TrainingRun:
    while not run.finished:
        run.advance(60)
    return run


def without_times(events: list) -> list:
    return [replace(event, seconds=0.0) if hasattr(event, "seconds") else event for event in events]


@each_fault
def test_both_twins_are_what_train_gives(fault):
    clean, data = tiny(fault)
    wrong, seams = faulty_config(fault, clean), FAULTS[fault].seams
    for run, config, parts in (
        (TrainingRun(clean, data, device=CPU), clean, CLEAN),
        (faulty_run(fault, clean, data), wrong, seams),
    ):
        finished(run)
        events = list(train(parts.build(config), parts.data(data, config), config, seams=parts))
        taken = [event for event in events if isinstance(event, BatchEnd)]
        measured = [event for event in events if hasattr(event, "seconds")]
        assert run.batches == taken
        assert without_times(run.epochs) == without_times(measured)


@each_fault
def test_what_a_fault_does_not_change_is_equal(fault):
    seen = {}

    def recording(name, step):
        def record(model, optimizer, inputs, labels):
            weights = {key: value.clone() for key, value in model.named_parameters()}
            seen.setdefault(name, []).append((inputs.clone(), labels.clone(), weights))
            return step(model, optimizer, inputs, labels)

        return record

    clean, data = tiny(fault)
    seams = FAULTS[fault].seams
    TrainingRun(clean, data, seams=replace(CLEAN, step=recording("clean", CLEAN.step))).advance()
    wrong = replace(seams, step=recording("faulty", seams.step))
    TrainingRun(faulty_config(fault, clean), data, seams=wrong).advance()
    inputs, labels, weights = zip(seen["clean"][0], seen["faulty"][0], strict=True)
    if fault != "weights_all_zero":
        assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())
    # Those that are about which images come, or what they look like.
    if fault not in ("not_shuffled", "tiny_batches", "validation_in_training"):
        if fault != "wrong_labels":
            assert torch.equal(*labels)
        if FAULTS[fault].seam != "data":
            assert torch.equal(*inputs)


@each_fault
def test_it_is_saved_in_the_middle_and_goes_on_the_same(fault, tmp_path):
    clean, data = tiny(fault)
    whole, half = finished(faulty_run(fault, clean, data)), faulty_run(fault, clean, data)
    for _ in range(7):
        half.advance()
    store, workspace = RunStore(tmp_path), new_workspace()
    id = store.create(workspace, half.config, FaultMark(fault))
    store.save(half, id)
    again = finished(store.load(id, data))
    assert again.batches == whole.batches
    assert without_times(again.epochs) == without_times(whole.epochs)
    assert same_state(again.model, copy_of_state(whole.model))
    [stored] = store.list(workspace)
    assert stored.fault == FaultMark(fault)
    assert stored.config == half.config


def test_clean_run_says_nothing_of_faults(tmp_path):
    clean, _ = tiny("not_shuffled")
    store, workspace = RunStore(tmp_path), new_workspace()
    id = store.create(workspace, clean)
    assert "fault" not in json.loads((store.folder_of(id).path / "config.json").read_text())
    assert store.describe(id).fault is NO_FAULT
    assert not NO_FAULT
    assert NO_FAULT.in_words == ""


def test_fault_of_a_newer_version_is_named_and_hides_no_other_run(tmp_path):
    clean, data = tiny("not_shuffled")
    store, workspace = RunStore(tmp_path), new_workspace()
    id = store.create(workspace, clean, FaultMark("not_shuffled"))
    store.create(workspace, clean)
    path = store.folder_of(id).path / "config.json"
    path.write_text(path.read_text().replace("not_shuffled", "from_the_future"))
    found = store.look_into(workspace)
    assert [run.number for run in found.unreadable] == [1]
    assert "from_the_future" in found.unreadable[0].reason
    assert "not_shuffled" in found.unreadable[0].reason
    assert [run.about.number for run in found.runs] == [2]
    with pytest.raises(StoreError, match="from_the_future"):
        store.load(id, data)


@pytest.mark.parametrize("note", [{}, {"name": 3, "mended": False}, "not_shuffled", [1]])
def test_impossible_mark_is_refused(tmp_path, note):
    clean, data = tiny("not_shuffled")
    store, workspace = RunStore(tmp_path), new_workspace()
    id = store.create(workspace, clean)
    path = store.folder_of(id).path / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"fault": note}))
    with pytest.raises(StoreError, match=r"config\.json"):
        store.load(id, data)


def test_fault_goes_along_with_the_file_of_a_workspace(tmp_path):
    clean, data = tiny("zero_grad_forgotten")
    store, workspace, other = RunStore(tmp_path), new_workspace(), new_workspace()
    run = faulty_run("zero_grad_forgotten", clean, data)
    run.advance()
    id = store.create(workspace, run.config, FaultMark("zero_grad_forgotten"))
    store.save(run, id)
    file = tmp_path / "workspace.zip"
    with file.open("wb") as opened:
        export_workspace(opened, [store.folder_of(id)], [], moments=True)
    bring_back(file.read_bytes(), store, other, [])
    [brought] = store.list(other)
    assert brought.fault == FaultMark("zero_grad_forgotten")
    assert finished(store.load(brought.id, data)).batches == finished(run).batches


@pytest.mark.parametrize("fault", ["softmax_before_loss", "relu_after_last_layer"])
def test_network_file_of_a_faulty_run_answers_as_the_run_does(fault):
    clean, data = tiny(fault)
    run = finished(faulty_run(fault, clean, data))
    checkpoint = Checkpoint(run.copy_model(), run.config, data.standardization, fault)
    found = load_checkpoint(checkpoint_bytes(checkpoint))
    images = torch.randn(4, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    assert found.fault == fault
    assert torch.equal(found.model(images), run.copy_model()(images))


@each_fault
def test_mended_run_begins_with_the_weights_and_has_the_clean_settings(fault):
    clean, data = tiny(fault)
    broken = finished(faulty_run(fault, clean, data))
    mended = mended_run(fault, broken, data)
    assert same_state(mended.model, copy_of_state(broken.model))
    assert mended.seams == CLEAN
    assert mended.data.train.images is data.train.images
    usual = clinic_config(fault, "digits")
    for name in FAULTS[fault].changes_on("digits"):
        assert getattr(mended.config, name) == getattr(usual, name)
    mended.advance()


def test_faults_leave_the_shared_images_alone():
    for fault in FAULTS:
        clean, data = tiny(fault)
        before = data.train.images.copy(), data.validation.images.copy(), data.train.labels.copy()
        faulty_run(fault, clean, data)
        now = data.train.images, data.validation.images, data.train.labels
        assert all(np.array_equal(*pair) for pair in zip(before, now, strict=True)), fault


def test_unknown_fault_is_refused_with_all_that_there_are():
    clean, data = tiny("not_shuffled")
    with pytest.raises(ConfigError, match="softmax_before_loss"):
        clinic_config("no such fault")
    with pytest.raises(ConfigError, match="softmax_before_loss"):
        faulty_run("no such fault", clean, data)


def test_fault_that_does_not_fit_is_refused_with_those_that_do():
    clean, data = tiny("not_shuffled")
    for fault, word in (("tiny_batches", "batchnorm"), ("eval_forgotten", "dropout above 0")):
        with pytest.raises(ConfigError, match=word) as error:
            faulty_run(fault, clean, data)
        assert "not_shuffled" in str(error.value)
    with pytest.raises(ConfigError, match="mnist, digits"):
        clinic_config("not_shuffled", "pen")
    with pytest.raises(ConfigError, match="cnn, mlp"):
        clinic_config("pixels_permuted", model="no such network")
