"""The optimizers by name: rules that turn gradients into new weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from torch import nn

from core.optimization.adadelta import Adadelta
from core.optimization.adam import Adam, AdamW
from core.optimization.optimizer import Optimizer
from core.optimization.rmsprop import RMSprop
from core.optimization.sgd import SGD


class OptimizerSettings(Protocol):
    """What of a configuration an optimizer needs."""

    @property
    def optimizer(self) -> str:
        """A key of `OPTIMIZERS`."""

    @property
    def learning_rate(self) -> float:
        """How far each step goes."""

    @property
    def momentum(self) -> float:
        """Fraction of the last direction that is kept."""

    @property
    def weight_decay(self) -> float:
        """How strongly weights are pulled toward 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizerSpec:
    """An optimizer that can be chosen.

    Attributes
    ----------
    title, idea : str
        Its name in menus, and what it does, in a sentence.
    formula : str
        Its rule for one weight.
    letters : str
        What the letters of the formula mean, apart from w (the weight), g (its gradient) and
        rate (the learning rate).
    typical_learning_rate : float
        A good value to start from; they differ a hundredfold between optimizers.
    has_momentum : bool
        Whether the momentum setting means anything to it.
    pytorch_name : str
        What the same rule is called in `torch.optim`; empty for one that PyTorch does not have.
    constants : mapping
        Numbers of the rule that are not the constructor's defaults and no settings, by name.
    """

    title: str
    idea: str
    formula: str
    letters: str
    typical_learning_rate: float
    optimizer_class: type[Optimizer]
    has_momentum: bool = False
    pytorch_name: str = ""
    constants: Mapping[str, Any] = field(default_factory=dict)

    def settings(self, config: OptimizerSettings) -> dict[str, Any]:
        """Pick what a configuration says about it, by the names of the constructor."""
        found: dict[str, Any] = {"lr": config.learning_rate, "weight_decay": config.weight_decay}
        found |= self.constants
        return found | ({"momentum": config.momentum} if self.has_momentum else {})


MOMENTS = "b1, b2: the fractions of the past that m and v keep; t: steps so far; e: against 0 / 0"

OPTIMIZERS: dict[str, OptimizerSpec] = {
    "sgd": OptimizerSpec(
        title="SGD",
        idea="Step against the gradient; momentum keeps some of the last direction.",
        formula="v = momentum * v + g, w = w - rate * v",
        letters="v: the direction, which keeps some of the last one",
        typical_learning_rate=0.1,
        optimizer_class=SGD,
        has_momentum=True,
        pytorch_name="SGD",
    ),
    "adam": OptimizerSpec(
        title="Adam",
        idea="Each weight gets its own step size from its recent gradients.",
        formula="w = w - rate * m' / (sqrt(v') + e)",
        letters=f"m: mean of recent gradients; v: of their squares; {MOMENTS}",
        typical_learning_rate=0.001,
        optimizer_class=Adam,
        pytorch_name="Adam",
    ),
    "adamw": OptimizerSpec(
        title="AdamW",
        idea="Adam with weight decay kept apart from the gradient.",
        formula="w = w * (1 - rate * decay) - rate * m' / (sqrt(v') + e)",
        letters=f"m: mean of recent gradients; v: of their squares; {MOMENTS}",
        typical_learning_rate=0.001,
        optimizer_class=AdamW,
        pytorch_name="AdamW",
    ),
    # With 0.999 the mean of squares spans a thousand steps; an epoch has a few hundred.
    "adam_short": OptimizerSpec(
        title="Adam with short memory",
        idea="Adam that keeps 0.7 and 0.9 of the past, not 0.9 and 0.999: for runs of an epoch.",
        formula="w = w - rate * m' / (sqrt(v') + e)",
        letters=f"m: mean of recent gradients; v: of their squares; {MOMENTS}",
        typical_learning_rate=0.01,
        optimizer_class=Adam,
        pytorch_name="Adam",
        constants={"betas": (0.7, 0.9)},
    ),
    "rmsprop": OptimizerSpec(
        title="RMSprop",
        idea="Divides each gradient by the size of its recent ones.",
        formula="s = a * s + (1 - a) * g^2, w = w - rate * g / (sqrt(s) + e)",
        letters="s: mean of recent squares; a: the fraction of the past it keeps; e: against 0 / 0",
        typical_learning_rate=0.001,
        optimizer_class=RMSprop,
        has_momentum=True,
        pytorch_name="RMSprop",
    ),
    "adadelta": OptimizerSpec(
        title="Adadelta",
        idea="Like RMSprop, and its steps scale with the size of recent steps.",
        formula="w = w - rate * sqrt(u + e) / sqrt(s + e) * g",
        letters="s, u: means of recent squares of gradients and of steps; r: the fraction of the "
        "past they keep; e: against 0 / 0",
        typical_learning_rate=1.0,
        optimizer_class=Adadelta,
        pytorch_name="Adadelta",
    ),
}


def build_optimizer(model: nn.Module, config: OptimizerSettings) -> Optimizer:
    """Make the optimizer that a configuration names for a model, without state.

    The parameters keep their values, but lie in one vector from here on, so a network has one
    optimizer at a time.
    """
    spec = OPTIMIZERS[config.optimizer]
    return spec.optimizer_class(model.parameters(), **spec.settings(config))
