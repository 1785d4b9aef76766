"""The optimizers by name: rules that turn gradients into new weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import nn

from core.training.optimizers.adadelta import Adadelta
from core.training.optimizers.adam import Adam, AdamW
from core.training.optimizers.optimizer import Optimizer
from core.training.optimizers.rmsprop import RMSprop
from core.training.optimizers.sgd import SGD

if TYPE_CHECKING:
    from core.config import TrainConfig

Build = Callable[[Iterable[nn.Parameter], "TrainConfig"], Optimizer]


@dataclass(frozen=True, slots=True)
class OptimizerSpec:
    """An optimizer that can be chosen.

    Attributes
    ----------
    title : str
        Its name in menus.
    idea : str
        What it does, in a sentence.
    typical_learning_rate : float
        A good value to start from; they differ a hundredfold between optimizers.
    build : callable
        (parameters, config) -> Optimizer.
    has_momentum : bool
        Whether the momentum setting means anything to it.
    """

    title: str
    idea: str
    typical_learning_rate: float
    build: Build
    has_momentum: bool = False


def _with_momentum(rule: type[SGD] | type[RMSprop]) -> Build:
    return lambda parameters, config: rule(
        parameters,
        lr=config.learning_rate,
        momentum=config.momentum,
        weight_decay=config.weight_decay,
    )


def _without_momentum(rule: type[Adam] | type[Adadelta]) -> Build:
    return lambda parameters, config: rule(
        parameters, lr=config.learning_rate, weight_decay=config.weight_decay
    )


OPTIMIZERS: dict[str, OptimizerSpec] = {
    "sgd": OptimizerSpec(
        title="SGD",
        idea="Step against the gradient; momentum keeps some of the last direction.",
        typical_learning_rate=0.1,
        build=_with_momentum(SGD),
        has_momentum=True,
    ),
    "adam": OptimizerSpec(
        title="Adam",
        idea="Each weight gets its own step size from its recent gradients.",
        typical_learning_rate=0.001,
        build=_without_momentum(Adam),
    ),
    "adamw": OptimizerSpec(
        title="AdamW",
        idea="Adam with weight decay kept apart from the gradient.",
        typical_learning_rate=0.001,
        build=_without_momentum(AdamW),
    ),
    "rmsprop": OptimizerSpec(
        title="RMSprop",
        idea="Divides each gradient by the size of its recent ones.",
        typical_learning_rate=0.001,
        build=_with_momentum(RMSprop),
        has_momentum=True,
    ),
    "adadelta": OptimizerSpec(
        title="Adadelta",
        idea="Like RMSprop, and its steps scale with the size of recent steps.",
        typical_learning_rate=1.0,
        build=_without_momentum(Adadelta),
    ),
}


def build_optimizer(model: nn.Module, config: TrainConfig) -> Optimizer:
    """Make the optimizer that a configuration names.

    Parameters
    ----------
    model : nn.Module
        The network whose parameters it shall update.
    config : TrainConfig
        Optimizer, learning rate, momentum and weight decay.

    Returns
    -------
    Optimizer
        A fresh one, without memory of earlier gradients. The parameters keep their values,
        but lie in one vector from here on, so a network has one optimizer at a time.
    """
    return OPTIMIZERS[config.optimizer].build(model.parameters(), config)
