"""A made-up entry of every kind passes every doorway that applies to its kind.

What an entry does is compared with expected values (`made_up_effects.py`). Its program is run in
`runs/program/test_made_up.py`, its menus in `tests/dashboard/settings`.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch

from core.config import TrainConfig
from core.data import to_model_input
from core.errors import ConfigError
from core.inside.step_trace import trace_step
from core.links import config_from_query, config_to_query
from core.models import build_model
from core.optimization import build_optimizer
from core.recipes import RECIPES, fit_to_dataset
from core.runs import Checkpoint, RunStore, checkpoint_bytes, load_checkpoint, new_workspace
from core.runs.checkpoint import save_checkpoint
from core.setting_kinds import Choice
from core.settings import SETTINGS
from core.training import TrainingRun, take_step
from tests.core.helpers import assert_update_is_written_out, copy_of_state, same_state
from tests.core.made_up import register
from tests.core.made_up_effects import EFFECTS, Recorder, data_of, flat

FEW = {"train_size": 150, "validation_size": 60, "batch_size": 50, "epochs": 2}
# What each kind changes in a configuration.
MADE_UP = {
    "architecture": {"model": "narrow", "model_options": {"waist": 9}},
    "optimizer": {
        "optimizer": "SignOfMean",
        "learning_rate": 0.002,
        "momentum": 0.9,
        "weight_decay": 0.1,
    },
    "schedule": {"schedule": "linear"},
    "augmentation": {"augmentation": "mirror"},
    "activation": {"activation": "half"},
    "initialization": {"init": "rising"},
    "data set": {"dataset": "mirrored"},
}
# Rules that count their steps, one with a state for each weight and one without.
COUNTING = {
    "counting optimizer": MADE_UP["optimizer"] | {"optimizer": "SlowerLater"},
    "optimizer that only counts": {"optimizer": "CoolingDescent", "learning_rate": 0.1},
}
RUNS = [*MADE_UP, *COUNTING, "recipe"]
settings = pytest.mark.parametrize("kind", MADE_UP)
kinds = pytest.mark.parametrize("kind", RUNS)


@pytest.fixture(autouse=True)
def _registries_have_them(monkeypatch):
    register(monkeypatch)


def config_of(kind: str) -> TrainConfig:
    if kind == "recipe":
        return replace(fit_to_dataset(RECIPES["calm"].config, "digits"), **FEW)
    return TrainConfig(**({"dataset": "digits"} | FEW | (MADE_UP | COUNTING)[kind]))


def trained(config: TrainConfig, steps: int, **options) -> TrainingRun:
    run = TrainingRun(config, data_of(config), **options)
    for _ in range(steps):
        run.advance()
    return run


def losses(run: TrainingRun) -> list[float]:
    return [batch.loss for batch in run.batches]


def network_of(run: TrainingRun) -> Checkpoint:
    return Checkpoint(run.copy_model(), run.config, run.data.standardization)


def through_a_link(config, folder):
    return config_from_query(config_to_query(config))


def through_a_config_file(config, folder):
    return TrainConfig.from_dict(json.loads(json.dumps(config.to_dict())))


def through_a_saved_run(config, folder):
    store = RunStore(folder)
    return store.describe(store.create(new_workspace(), config)).config


def through_a_file_of_its_network(config, folder):
    save_checkpoint(folder / "network.safetensors", network_of(trained(config, 0)))
    return load_checkpoint(folder / "network.safetensors").config


DOORWAYS = [
    through_a_link,
    through_a_config_file,
    through_a_saved_run,
    through_a_file_of_its_network,
]


@settings
def test_it_is_a_choice_of_its_setting(kind):
    name, value = next(iter(MADE_UP[kind].items()))
    setting = SETTINGS[name]
    assert isinstance(setting, Choice)
    assert setting.options[value].title


@settings
def test_an_unknown_name_in_its_place_is_refused(kind):
    name = next(iter(MADE_UP[kind]))
    with pytest.raises(ConfigError):
        TrainConfig(**(FEW | {name: "no such thing"}))


@pytest.mark.parametrize("kind", EFFECTS)
def test_it_does_what_it_says(kind):
    EFFECTS[kind](config_of(kind))


@pytest.mark.parametrize("kind", EFFECTS)
@pytest.mark.parametrize("doorway", DOORWAYS)
def test_it_still_does_what_it_says_behind_every_doorway(kind, doorway, tmp_path):
    found = doorway(config_of(kind), tmp_path)
    assert found == config_of(kind)
    EFFECTS[kind](found)


@kinds
def test_it_trains_the_same_each_time(kind):
    one, two = (trained(config_of(kind), 6) for _ in range(2))
    assert torch.tensor(losses(one)).isfinite().all()
    assert losses(one) == losses(two)


@kinds
def test_a_run_with_it_is_saved_in_the_middle_and_goes_on_the_same(kind, tmp_path):
    whole, half = trained(config_of(kind), 6), trained(config_of(kind), 2)
    store = RunStore(tmp_path)
    id = store.create(new_workspace(), half.config)
    store.save(half, id)
    restored = store.load(id, half.data)
    while not restored.finished:
        restored.advance()
    assert losses(restored) == losses(whole)
    assert same_state(restored.model, copy_of_state(whole.model))


@kinds
def test_a_network_with_it_comes_back_from_bytes_and_from_a_file(kind, tmp_path):
    run = trained(config_of(kind), 2)
    images = to_model_input(run.data.validation.images, run.data.standardization)
    path = tmp_path / "network.safetensors"
    save_checkpoint(path, network_of(run))
    for source in (path, str(path), checkpoint_bytes(network_of(run))):
        found = load_checkpoint(source)
        assert found.config == run.config
        assert found.standardization == run.data.standardization
        assert torch.equal(found.model(images), run.copy_model()(images))


@kinds
def test_one_step_with_it_is_traced_and_its_update_is_written_out(kind):
    config = replace(config_of(kind), weight_decay=0.1)
    data = data_of(config)
    model = build_model(config).train()
    optimizer = build_optimizer(model, config)
    inputs = to_model_input(data.train.images[:20], data.standardization)
    batch = inputs, torch.from_numpy(data.train.labels[:20].copy())
    for _ in range(4):  # From the second on, the optimizer's state matters.
        trace = trace_step(model, optimizer, *batch)
        for name, gradient in trace.gradients.items():
            for place in ((0,) * gradient.dim(), tuple(size - 1 for size in gradient.shape)):
                assert_update_is_written_out(optimizer, trace, name, place)
        take_step(model, optimizer, *batch)


@kinds
def test_one_step_shows_the_step_that_the_run_takes_next(kind):
    recorder = Recorder()
    run = trained(config_of(kind), 3, step=recorder)
    _, model, optimizer = run.copy_for_step()
    run.advance()
    trace = trace_step(model, optimizer, *recorder.batches[-1])
    assert trace.report.loss == run.batches[-1].loss
    assert torch.equal(flat(trace.values_after.values()), flat(run.model.parameters()))


@pytest.mark.parametrize("kind", ["optimizer", *COUNTING])
def test_a_run_that_takes_a_traced_step_over_is_one_step_further(kind):
    recorder = Recorder()
    whole = trained(config_of(kind), 4, step=recorder)
    run = trained(config_of(kind), 2)
    for batch in recorder.batches[2:4]:
        _, model, optimizer = run.copy_for_step()
        trace = trace_step(model, optimizer, *batch)
        run.take_over(trace.model_after, trace.optimizer_after)
    assert torch.equal(flat(run.model.parameters()), flat(whole.model.parameters()))


def test_a_recipe_is_one_entry_that_trains_on_every_data_set():
    for dataset in ("digits", "mirrored"):
        config = fit_to_dataset(RECIPES["calm"].config, dataset)
        assert config.dataset == dataset
        run = trained(replace(config, train_size=150, validation_size=60), 3)
        assert all(batch.learning_rate == 0.03 for batch in run.batches)


def test_what_is_in_no_registry_is_in_no_menu(monkeypatch):
    monkeypatch.undo()
    assert "SignOfMean" not in SETTINGS["optimizer"].options
    with pytest.raises(ConfigError):
        config_of("optimizer")
