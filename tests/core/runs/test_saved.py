"""What earlier versions saved opens in this one; see tests/saved/README.md."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.comparison import open_study, plan_of, trials_of
from core.config import TrainConfig
from core.data import load_digits
from core.errors import CheckpointError, StoreError
from core.evaluation import predict_logits
from core.links import config_from_query
from core.runs import RunStore, load_checkpoint
from core.runs.formats import FORMAT, UPGRADES, upgraded
from core.runs.tensors import pack, unpack

SAVED = Path(__file__).resolve().parents[2] / "saved" / "version_1"
EXPECTED = json.loads((SAVED / "expected.json").read_text())
SAVED_2 = SAVED.with_name("version_2")
EXPECTED_2 = json.loads((SAVED_2 / "expected.json").read_text())
WORKSPACE = EXPECTED["workspace"]
RUNS = EXPECTED["runs"]
UNFINISHED = [number for number, run in RUNS.items() if "losses_to_the_end" in run]
DATA = load_digits("digits", train_size=60, validation_size=40)


@pytest.fixture
def store(tmp_path) -> RunStore:
    """A copy: nothing may write where the files are kept."""
    shutil.copytree(SAVED / "runs", tmp_path / "runs")
    return RunStore(tmp_path / "runs")


def id_of(number: str) -> str:
    return f"{WORKSPACE}/{number}"


def logits_of(model, standardization) -> np.ndarray:
    return predict_logits(model, DATA.validation.images[:2], standardization).numpy()


@pytest.mark.parametrize("number", RUNS)
def test_run_is_listed_as_it_was(store, number):
    expected = RUNS[number]
    [run] = [run for run in store.list(WORKSPACE) if run.about.number == int(number)]
    assert run.config == TrainConfig.from_dict(expected["config"])
    assert (run.about.name, list(run.about.tags)) == tuple(expected["about"].values())
    summary = run.summary
    assert (summary.ended, summary.step) == (expected["ended"], expected["step"])
    assert summary.manual_steps == expected["steps_by_hand"]
    history = store.folder_of(run.id).history()
    assert [event.loss for event in history.batches] == expected["losses"]


@pytest.mark.parametrize("number", RUNS)
def test_run_reads_digits_as_it_did(store, number):
    run, expected = store.load(id_of(number), DATA), RUNS[number]
    assert run.manual_steps == expected["steps_by_hand"]
    assert [snapshot.step for snapshot in run.snapshots] == expected["snapshots"]
    logits = logits_of(run.copy_model(), run.data.standardization)
    np.testing.assert_allclose(logits, expected["logits"], rtol=1e-4)


@pytest.mark.parametrize("number", UNFINISHED)
def test_run_continues_with_the_losses_of_the_version_that_began_it(store, number):
    run = store.load(id_of(number), DATA)
    run.advance(1e9)
    losses = [event.loss for event in run.batches]
    np.testing.assert_allclose(losses, RUNS[number]["losses_to_the_end"], rtol=1e-4)


@pytest.mark.parametrize("number", RUNS)
def test_run_that_is_saved_again_has_the_present_format_and_is_the_same(store, number):
    folder = store.folder_of(id_of(number))
    before, about = folder.load(), folder.about
    folder.save(before, folder.summary.ended)
    folder.describe(about)
    _, note = unpack((folder.path / "state.safetensors").read_bytes())
    assert (
        note["format"] == json.loads((folder.path / "about.json").read_text())["format"] == FORMAT
    )
    again = store.folder_of(id_of(number)).load()
    # As text, because a loss that is not a number differs from itself.
    assert repr((again.batches, again.epochs, again.diverged)) == repr(
        (before.batches, before.epochs, before.diverged)
    )
    assert (again.rng_states, again.manual_steps) == (before.rng_states, before.manual_steps)
    assert again.standardization == before.standardization


def test_network_reads_digits_as_it_did():
    found = load_checkpoint(SAVED / "network.safetensors")
    logits = logits_of(found.model, found.standardization)
    np.testing.assert_allclose(logits, EXPECTED["network"], rtol=1e-4)


def test_search_is_found_with_its_plan_and_its_trials(store):
    expected = EXPECTED["search"]
    study = open_study(expected["name"], store.folder / WORKSPACE / "searches.sqlite")
    plan = plan_of(study)
    assert plan.base == TrainConfig.from_dict(expected["base"])
    assert list(plan.fields) == expected["fields"]
    for trial, told in zip(trials_of(study), expected["trials"], strict=True):
        assert (trial.state, dict(trial.values)) == (told["state"], told["values"])
        assert trial.accuracy == pytest.approx(told["accuracy"])


@pytest.mark.parametrize("link", EXPECTED["links"], ids=lambda link: "-".join(link["query"])[:40])
def test_link_gives_the_same_settings(link):
    assert config_from_query(link["query"]) == TrainConfig.from_dict(link["config"])


# The second format did not tell of moved rates; they stand in the steps.


@pytest.mark.parametrize("number", EXPECTED_2["runs"])
def test_moved_rate_of_a_run_of_the_second_format_is_read_from_its_steps(tmp_path, number):
    shutil.copytree(SAVED_2 / "runs", tmp_path / "runs")
    store, expected = RunStore(tmp_path / "runs"), EXPECTED_2["runs"][number]
    [found] = [run for run in store.list(WORKSPACE) if run.about.number == int(number)]
    assert list(found.summary.moved_rates) == expected["moved_rates"]
    assert found.summary.follows_its_settings is not bool(expected["moved_rates"])
    assert found.summary.ended == expected["ended"]
    run = store.load(id_of(number), DATA)
    assert list(run.moved_rates) == expected["moved_rates"]
    assert [event.loss for event in run.batches] == expected["losses"]


# Formats


def test_every_earlier_format_has_a_way_to_the_present_one():
    assert list(UPGRADES) == list(range(1, FORMAT))


@pytest.mark.parametrize("number", [0, -1, "1", 1.5, None, True, FORMAT + 1])
def test_format_that_is_unknown_is_explained(number):
    with pytest.raises(CheckpointError, match="format"):
        upgraded("state", {"format": number})


def test_upgrading_leaves_the_given_note_as_it_was():
    note = {"dice": [], "summary": {"steps_by_hand": 2}}
    found = upgraded("state", note)["summary"]
    assert found == {"manual_steps": 2, "moved_rates": None, "processors": ()}
    assert note == {"dice": [], "summary": {"steps_by_hand": 2}}


@pytest.mark.parametrize("file", ["config.json", "about.json", "state.safetensors"])
def test_run_of_a_newer_version_is_named_with_the_reason(store, file):
    path = store.folder / WORKSPACE / "0002" / file
    if file == "state.safetensors":
        tensors, note = unpack(path.read_bytes())
        path.write_bytes(pack(tensors, note | {"format": 99}))
    else:
        path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    found = store.look_into(WORKSPACE)
    assert [run.about.number for run in found.runs] == [1, 3, 4, 5, 6]
    [unreadable] = found.unreadable
    assert unreadable.number == 2
    assert file in unreadable.reason
    assert "newer Digit Lab" in unreadable.reason
    with pytest.raises(StoreError):
        store.describe(id_of("0002"))


def test_network_of_a_newer_version_is_refused_with_the_reason():
    tensors, note = unpack((SAVED / "network.safetensors").read_bytes())
    with pytest.raises(CheckpointError, match="newer Digit Lab"):
        load_checkpoint(pack(tensors, note | {"format": "Digit Lab network 99"}))
