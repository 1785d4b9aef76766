"""The optimizers by name: rules that turn gradients into new weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from torch import nn

from core.optimization.adadelta import Adadelta
from core.optimization.adam import Adam, AdamW
from core.optimization.optimizer import Optimizer
from core.optimization.rmsprop import RMSprop
from core.optimization.sgd import SGD

if TYPE_CHECKING:
    from core.config import TrainConfig


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
    rule : type
        Its class.
    has_momentum : bool
        Whether the momentum setting means anything to it.
    """

    title: str
    idea: str
    typical_learning_rate: float
    optimizer_class: type[Optimizer]
    has_momentum: bool = False

    def settings(self, config: TrainConfig) -> dict[str, Any]:
        """Pick out what a configuration says about it.

        Parameters
        ----------
        config : TrainConfig
            Learning rate, weight decay and momentum.

        Returns
        -------
        dict
            By the names of the constructor.
        """
        found: dict[str, Any] = {"lr": config.learning_rate, "weight_decay": config.weight_decay}
        return found | ({"momentum": config.momentum} if self.has_momentum else {})


OPTIMIZERS: dict[str, OptimizerSpec] = {
    "sgd": OptimizerSpec(
        title="SGD",
        idea="Step against the gradient; momentum keeps some of the last direction.",
        typical_learning_rate=0.1,
        optimizer_class=SGD,
        has_momentum=True,
    ),
    "adam": OptimizerSpec(
        title="Adam",
        idea="Each weight gets its own step size from its recent gradients.",
        typical_learning_rate=0.001,
        optimizer_class=Adam,
    ),
    "adamw": OptimizerSpec(
        title="AdamW",
        idea="Adam with weight decay kept apart from the gradient.",
        typical_learning_rate=0.001,
        optimizer_class=AdamW,
    ),
    "rmsprop": OptimizerSpec(
        title="RMSprop",
        idea="Divides each gradient by the size of its recent ones.",
        typical_learning_rate=0.001,
        optimizer_class=RMSprop,
        has_momentum=True,
    ),
    "adadelta": OptimizerSpec(
        title="Adadelta",
        idea="Like RMSprop, and its steps scale with the size of recent steps.",
        typical_learning_rate=1.0,
        optimizer_class=Adadelta,
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
    spec = OPTIMIZERS[config.optimizer]
    return spec.optimizer_class(model.parameters(), **spec.settings(config))
