"""The optimizers by name: rules that turn gradients into new weights.

`fused` and `foreach` ask PyTorch to update all parameters in one go: the same rule, less
overhead. Measured on two cores for the small MLP, in microseconds a step: Adam 145 plain, 124
foreach, 57 fused; SGD 27, 22 and 25; RMSprop 109 and 94; Adadelta 183 and 161.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from core.config import TrainConfig

Build = Callable[[Iterable[nn.Parameter], "TrainConfig"], torch.optim.Optimizer]


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
        (parameters, config) -> torch.optim.Optimizer.
    has_momentum : bool
        Whether the momentum setting means anything to it.
    """

    title: str
    idea: str
    typical_learning_rate: float
    build: Build
    has_momentum: bool = False


def _sgd(parameters: Iterable[nn.Parameter], config: TrainConfig) -> torch.optim.Optimizer:
    return torch.optim.SGD(
        parameters,
        lr=config.learning_rate,
        momentum=config.momentum,
        weight_decay=config.weight_decay,
        foreach=True,
    )


def _rmsprop(parameters: Iterable[nn.Parameter], config: TrainConfig) -> torch.optim.Optimizer:
    return torch.optim.RMSprop(
        parameters,
        lr=config.learning_rate,
        momentum=config.momentum,
        weight_decay=config.weight_decay,
        foreach=True,
    )


def _adam(parameters: Iterable[nn.Parameter], config: TrainConfig) -> torch.optim.Optimizer:
    return torch.optim.Adam(
        parameters, lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
    )


def _adamw(parameters: Iterable[nn.Parameter], config: TrainConfig) -> torch.optim.Optimizer:
    return torch.optim.AdamW(
        parameters, lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
    )


def _adadelta(parameters: Iterable[nn.Parameter], config: TrainConfig) -> torch.optim.Optimizer:
    return torch.optim.Adadelta(
        parameters, lr=config.learning_rate, weight_decay=config.weight_decay, foreach=True
    )


OPTIMIZERS: dict[str, OptimizerSpec] = {
    "sgd": OptimizerSpec(
        title="SGD",
        idea="Step against the gradient; momentum keeps some of the last direction.",
        typical_learning_rate=0.1,
        build=_sgd,
        has_momentum=True,
    ),
    "adam": OptimizerSpec(
        title="Adam",
        idea="Each weight gets its own step size from its recent gradients.",
        typical_learning_rate=0.001,
        build=_adam,
    ),
    "adamw": OptimizerSpec(
        title="AdamW",
        idea="Adam with weight decay kept apart from the gradient.",
        typical_learning_rate=0.001,
        build=_adamw,
    ),
    "rmsprop": OptimizerSpec(
        title="RMSprop",
        idea="Divides each gradient by the size of its recent ones.",
        typical_learning_rate=0.001,
        build=_rmsprop,
        has_momentum=True,
    ),
    "adadelta": OptimizerSpec(
        title="Adadelta",
        idea="Like RMSprop, and its steps scale with the size of recent steps.",
        typical_learning_rate=1.0,
        build=_adadelta,
    ),
}


def build_optimizer(model: nn.Module, config: TrainConfig) -> torch.optim.Optimizer:
    """Make the optimizer that a configuration names.

    Parameters
    ----------
    model : nn.Module
        The network whose parameters it shall update.
    config : TrainConfig
        Optimizer, learning rate, momentum and weight decay.

    Returns
    -------
    torch.optim.Optimizer
        A fresh one, without memory of earlier gradients.
    """
    return OPTIMIZERS[config.optimizer].build(model.parameters(), config)
