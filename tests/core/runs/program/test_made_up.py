"""What PyTorch does not have stands in a program with its own source, and learns the same."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from core.recipes import RECIPES, fit_to_dataset
from core.runs import standalone_script
from core.runs.program import network
from tests.core.made_up import register
from tests.core.runs.program.cases import CONVOLUTIONS, FEW, assert_is_tidy, few


@pytest.fixture(autouse=True)
def _registries_have_them(monkeypatch):
    register(monkeypatch)


MADE_UP = [
    {"optimizer": "SignOfMean", "learning_rate": 0.002, "momentum": 0.9, "weight_decay": 0.1},
    {"optimizer": "SlowerLater", "learning_rate": 0.002, "momentum": 0.9, **CONVOLUTIONS},
    {"optimizer": "CoolingDescent", "weight_decay": 0.1},
    {"activation": "half"},
    {"activation": "half", "dropout": 0.2, "model": "cnn"},
    {"init": "small"},
    {"init": "rising"},
    {"schedule": "linear", "init": "small"},
    {"augmentation": "mirror"},
    {"model": "narrow", "model_options": {"waist": 9}},
    {"dataset": "mirrored"},
]


@pytest.mark.parametrize("changes", MADE_UP, ids=str)
@pytest.mark.parametrize("as_class", [False, True])
def test_program_defines_it_and_has_the_losses_of_the_run(
    changes, as_class, assert_same_run, monkeypatch
):
    if as_class:
        monkeypatch.setattr(network, "sequential_source", lambda model: None)
    assert_is_tidy(standalone_script(few(**changes)))
    assert_same_run(few(**changes))


@pytest.mark.parametrize("dataset", ["mnist", "digits", "mirrored"])
def test_program_of_a_recipe_has_the_losses_of_the_run(dataset, assert_same_run):
    config = replace(fit_to_dataset(RECIPES["calm"].config, dataset), **FEW)
    assert "LEARNING_RATE = 0.03" in standalone_script(config)
    assert_same_run(config)


def test_program_of_an_architecture_has_the_options_that_were_chosen(monkeypatch):
    config = few(model="narrow", model_options={"waist": 9})
    assert "nn.Linear(784, 9)" in standalone_script(config)
    monkeypatch.setattr(network, "sequential_source", lambda model: None)
    assert "Narrow(waist=9" in standalone_script(config)


def test_program_of_an_optimizer_shows_its_rule_and_leaves_out_what_it_does_not_call():
    program = standalone_script(few(optimizer="SlowerLater", learning_rate=0.002))
    assert "mean = self.flat_state" in program
    for word in ("explain", "FormulaLine", "deepcopy", "views_of", "abc import ABC"):
        assert word not in program
    assert len(program.splitlines()) < 125


def test_class_that_names_itself_in_an_annotation_is_defined_all_the_same():
    program = standalone_script(few(activation="half"))
    first = ast.parse(program).body[1]
    assert ast.unparse(first) == "from __future__ import annotations"
    assert "Make one" not in program
