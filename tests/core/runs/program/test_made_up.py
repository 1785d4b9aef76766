"""What PyTorch does not have stands in a program with its own source, and learns the same."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from core.data import AUGMENTATIONS
from core.models import ACTIVATIONS, INITS, Activation, Initialization
from core.optimization import OPTIMIZERS, SCHEDULES
from core.optimization.formula import FormulaLine, Settings, WeightState, new_weight, with_decay
from core.optimization.optimizer import Optimizer
from core.runs import standalone_script
from core.runs.program import network
from tests.core.runs.program.cases import CONVOLUTIONS, assert_is_tidy, few

LOWEST_FACTOR = 0.1


class SignOfMean(Optimizer):
    """Steps of one size, by the sign of the mean of recent gradients."""

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        *,
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            parameters, state_names=["mean"], lr=lr, weight_decay=weight_decay, momentum=momentum
        )

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        mean = self.flat_state["mean"].lerp_(gradients, 1 - settings["momentum"])
        weights.mul_(1 - rate * settings["weight_decay"]).add_(mean.sign(), alpha=-rate)

    @staticmethod
    def explain(
        settings: Settings, weight: float, gradient: float, state: WeightState
    ) -> list[FormulaLine]:
        """Write the rule out."""
        lines, g = with_decay(settings, weight, gradient)
        return [*lines, new_weight(settings, weight, math.copysign(1, g), "sign(g)")]


class SlowerLater(SignOfMean):
    """The same with steps that become smaller: a rule made from a rule."""

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        super()._update(weights, gradients, rate / math.sqrt(self.steps), settings)


class HalfReLU(nn.Module):
    """Half of what is positive."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Halve it."""
        return inputs.clamp(min=0) / 2

    @classmethod
    def made(cls) -> HalfReLU:
        """Make one."""
        return cls()


def linear_decay(step: int, total_steps: int) -> float:
    """Fall in a straight line."""
    return max(LOWEST_FACTOR, 1 - step / total_steps)


@torch.no_grad()
def small_normal(weight: Tensor, generator: torch.Generator) -> Tensor:
    """Fill weights with small numbers."""
    return nn.init.normal_(weight, std=LOWEST_FACTOR, generator=generator)


def mirrored(images: Tensor, generator: torch.Generator) -> Tensor:
    """Mirror every other image, by chance."""
    chosen = torch.rand(len(images), generator=generator) < 0.5
    return torch.where(chosen.reshape(-1, 1, 1), images.flip(2), images)


@pytest.fixture(autouse=True)
def _registries_have_them(monkeypatch):
    for rule in (SignOfMean, SlowerLater):
        spec = replace(OPTIMIZERS["sgd"], optimizer_class=rule, pytorch_name="")
        monkeypatch.setitem(OPTIMIZERS, rule.__name__, spec)
    monkeypatch.setitem(ACTIVATIONS, "half", Activation("Half ReLU", HalfReLU))
    monkeypatch.setitem(INITS, "small", Initialization("Small", small_normal))
    monkeypatch.setitem(SCHEDULES, "linear", replace(SCHEDULES["step"], factor=linear_decay))
    monkeypatch.setitem(AUGMENTATIONS, "mirror", replace(AUGMENTATIONS["shift"], apply=mirrored))


MADE_UP = [
    {"optimizer": "SignOfMean", "learning_rate": 0.002, "momentum": 0.9, "weight_decay": 0.1},
    {"optimizer": "SlowerLater", "learning_rate": 0.002, **CONVOLUTIONS},
    {"activation": "half"},
    {"activation": "half", "dropout": 0.2, "model": "cnn"},
    {"init": "small"},
    {"schedule": "linear", "init": "small"},
    {"augmentation": "mirror"},
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
