"""A made-up entry of every kind passes every doorway that applies to its kind.

Its program is run in `runs/program/test_made_up.py`, its menus in `tests/dashboard/settings`.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch

from core.config import TrainConfig
from core.data import load_digits, to_model_input
from core.errors import ConfigError
from core.inside.step_trace import trace_step
from core.links import config_from_query, config_to_query
from core.models import build_model
from core.optimization import build_optimizer
from core.recipes import RECIPES, fit_to_dataset
from core.runs import Checkpoint, load_checkpoint
from core.runs.checkpoint import checkpoint_bytes
from core.setting_kinds import Choice
from core.settings import SETTINGS
from core.training import TrainingRun, take_step
from tests.core.helpers import assert_update_is_written_out
from tests.core.made_up import register

FEW = {"dataset": "digits", "train_size": 150, "validation_size": 60, "batch_size": 50, "epochs": 2}
# What each kind changes in a configuration.
MADE_UP = {
    "architecture": {"model": "narrow", "model_options": {"waist": 9}},
    "optimizer": {"optimizer": "SignOfMean", "learning_rate": 0.002, "momentum": 0.9},
    "schedule": {"schedule": "linear"},
    "augmentation": {"augmentation": "mirror"},
    "activation": {"activation": "half"},
    "initialization": {"init": "small"},
    "data set": {"dataset": "mirrored"},
}
kinds = pytest.mark.parametrize("kind", MADE_UP)


@pytest.fixture(autouse=True)
def _registries_have_them(monkeypatch):
    register(monkeypatch)


def config_of(kind: str) -> TrainConfig:
    return TrainConfig(**(FEW | MADE_UP[kind]))


def data_of(config: TrainConfig):
    sizes = {"train_size": config.train_size, "validation_size": config.validation_size}
    return load_digits(config.dataset, **sizes, download=False)


def trained(config: TrainConfig, steps: int) -> TrainingRun:
    run = TrainingRun(config, data_of(config))
    for _ in range(steps):
        run.advance()
    return run


@kinds
def test_it_is_a_choice_of_its_setting(kind):
    name, value = next(iter(MADE_UP[kind].items()))
    setting = SETTINGS[name]
    assert isinstance(setting, Choice)
    assert setting.options[value].title


@kinds
def test_an_unknown_name_in_its_place_is_refused(kind):
    name = next(iter(MADE_UP[kind]))
    with pytest.raises(ConfigError):
        TrainConfig(**(FEW | {name: "no such thing"}))


@kinds
def test_it_comes_back_through_a_link(kind):
    assert config_from_query(config_to_query(config_of(kind))) == config_of(kind)


@kinds
def test_it_comes_back_from_a_config_file(kind):
    written = json.dumps(config_of(kind).to_dict())
    assert TrainConfig.from_dict(json.loads(written)) == config_of(kind)


@kinds
def test_it_trains_differently_from_what_is_there_and_the_same_each_time(kind):
    one, two = (trained(config_of(kind), 6) for _ in range(2))
    losses = [batch.loss for batch in one.batches]
    usual = trained(TrainConfig(**FEW), 6)
    assert torch.tensor(losses).isfinite().all()
    assert losses == [batch.loss for batch in two.batches]
    assert losses != [batch.loss for batch in usual.batches]


@kinds
def test_a_run_with_it_is_saved_in_the_middle_and_goes_on_the_same(kind):
    config = config_of(kind)
    whole, half = trained(config, 6), trained(config, 2)
    restored = TrainingRun.restored(config, data_of(config), half.state())
    while len(restored.batches) < len(whole.batches):
        restored.advance()
    assert [b.loss for b in restored.batches] == [b.loss for b in whole.batches]


@kinds
def test_a_network_with_it_comes_back_from_its_file(kind):
    run = trained(config_of(kind), 2)
    given = Checkpoint(run.model.eval(), run.config, run.data.standardization)
    found = load_checkpoint(checkpoint_bytes(given))
    images = to_model_input(run.data.validation.images, run.data.standardization)
    assert found.config == run.config
    assert torch.equal(found.model(images), run.model(images))


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


def test_a_recipe_is_one_entry_that_trains_on_every_data_set():
    for dataset in ("digits", "mirrored"):
        config = fit_to_dataset(RECIPES["calm"].config, dataset)
        assert config.dataset == dataset
        run = trained(replace(config, train_size=150, validation_size=60), 3)
        assert all(batch.learning_rate == 0.03 for batch in run.batches)
        assert config_from_query(config_to_query(config)) == config


def test_what_is_in_no_registry_is_in_no_menu(monkeypatch):
    monkeypatch.undo()
    assert "SignOfMean" not in SETTINGS["optimizer"].options
    with pytest.raises(ConfigError):
        config_of("optimizer")
