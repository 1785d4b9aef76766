"""One made-up entry of every kind that a registry has; PyTorch has none of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from core.data import AUGMENTATIONS, DATASETS, DigitSplit
from core.models import (
    ACTIVATIONS,
    INITS,
    MODELS,
    Activation,
    Initialization,
    ModelOption,
    ModelSpec,
)
from core.optimization import OPTIMIZERS, SCHEDULES
from core.optimization.formula import FormulaLine, Settings, WeightState, new_weight, with_decay
from core.optimization.optimizer import Optimizer
from core.recipes import RECIPES

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
        old, keep, decay = state.get("mean", 0.0), settings["momentum"], settings["weight_decay"]
        mean = keep * old + (1 - keep) * gradient
        numbers = f"{keep:g} * {old:.6g} + {1 - keep:g} * {gradient:.6g}"
        line = FormulaLine("mean", "m = momentum * m + (1 - momentum) * g", numbers, mean)
        kept = weight * (1 - settings["lr"] * decay)
        sign = (mean > 0) - (mean < 0)
        return [line, new_weight(settings, kept, sign, "sign(m)")]


class SlowerLater(SignOfMean):
    """The same with steps that become smaller: a rule made from a rule."""

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        super()._update(weights, gradients, rate / math.sqrt(self.steps), settings)

    @staticmethod
    def explain(
        settings: Settings, weight: float, gradient: float, state: WeightState
    ) -> list[FormulaLine]:
        """Write the rule out."""
        return SignOfMean.explain(slowed(settings, state), weight, gradient, state)


class CoolingDescent(Optimizer):
    """Plain descent with steps that become smaller: it keeps nothing of a weight but counts."""

    def __init__(
        self, parameters: Iterable[nn.Parameter], *, lr: float, weight_decay: float = 0.0
    ) -> None:
        super().__init__(parameters, state_names=[], lr=lr, weight_decay=weight_decay)

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        direction = gradients.add(weights, alpha=settings["weight_decay"])
        weights.add_(direction, alpha=-rate / math.sqrt(self.steps))

    @staticmethod
    def explain(
        settings: Settings, weight: float, gradient: float, state: WeightState
    ) -> list[FormulaLine]:
        """Write the rule out."""
        lines, direction = with_decay(settings, weight, gradient)
        return [*lines, new_weight(slowed(settings, state), weight, direction, "g")]


def slowed(settings: Settings, state: WeightState) -> Settings:
    """Shrink the learning rate with the number of steps, this one included."""
    step = state.get("step", 0) + 1
    return dict(settings) | {"lr": settings["lr"] / math.sqrt(step)}


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
def rising(weight: Tensor, generator: torch.Generator) -> Tensor:
    """Fill weights with evenly rising numbers, the same for every seed."""
    bounds = -LOWEST_FACTOR, LOWEST_FACTOR
    return weight.copy_(torch.linspace(*bounds, weight.numel()).reshape(weight.shape))


@torch.no_grad()
def small_normal(weight: Tensor, generator: torch.Generator) -> Tensor:
    """Fill weights with small numbers."""
    return nn.init.normal_(weight, std=LOWEST_FACTOR, generator=generator)


def mirrored(images: Tensor, generator: torch.Generator) -> Tensor:
    """Mirror every other image, by chance."""
    chosen = torch.rand(len(images), generator=generator) < 0.5
    return torch.where(chosen.reshape(-1, 1, 1), images.flip(2), images)


class Narrow(nn.Sequential):
    """A waist of few neurons."""

    def __init__(
        self,
        *,
        waist: int = 12,
        dropout: float = 0.0,
        activation: str = "relu",
        classes: int = 10,
    ) -> None:
        super().__init__(
            nn.Flatten(),
            nn.Linear(784, waist),
            ACTIVATIONS[activation].build(),
            nn.Linear(waist, classes),
        )


def read_mirrored(part: str, folder: Path) -> DigitSplit:
    """Read scikit-learn's digits from right to left."""
    split = DATASETS["digits"].read(part, folder)
    return replace(split, images=split.images[:, :, ::-1].copy())


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put all of them into their registries, for one test."""
    for rule in (SignOfMean, SlowerLater, CoolingDescent):
        spec = replace(
            OPTIMIZERS["sgd"],
            title=rule.__name__,
            optimizer_class=rule,
            has_momentum=issubclass(rule, SignOfMean),
            pytorch_name="",
        )
        monkeypatch.setitem(OPTIMIZERS, rule.__name__, spec)
    monkeypatch.setitem(ACTIVATIONS, "half", Activation("Half ReLU", HalfReLU))
    monkeypatch.setitem(INITS, "small", Initialization("Small", small_normal))
    monkeypatch.setitem(INITS, "rising", Initialization("Rising", rising))
    monkeypatch.setitem(
        SCHEDULES, "linear", replace(SCHEDULES["step"], title="Straight line", factor=linear_decay)
    )
    monkeypatch.setitem(
        AUGMENTATIONS, "mirror", replace(AUGMENTATIONS["shift"], title="Mirror", apply=mirrored)
    )
    waist = ModelOption(title="Waist", help="Neurons in the middle.", low=2, high=64)
    narrow = ModelSpec(title="Narrow", idea="A waist.", build=Narrow, options={"waist": waist})
    monkeypatch.setitem(MODELS, "narrow", narrow)
    mirror = replace(DATASETS["digits"], title="Mirrored digits", read=read_mirrored)
    mirror = replace(mirror, program=mirror.program + "\nimages = images.flip(2)")
    monkeypatch.setitem(DATASETS, "mirrored", mirror)
    config = replace(RECIPES["mlp"].config, learning_rate=0.03)
    monkeypatch.setitem(RECIPES, "calm", replace(RECIPES["mlp"], title="Calm", config=config))
