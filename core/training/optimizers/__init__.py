"""Optimizers: rules that turn gradients into new weights, one in each file."""

from core.training.optimizers.adadelta import Adadelta
from core.training.optimizers.adam import Adam, AdamW
from core.training.optimizers.optimizer import AnyOptimizer, Optimizer
from core.training.optimizers.registry import OPTIMIZERS, OptimizerSpec, build_optimizer
from core.training.optimizers.rmsprop import RMSprop
from core.training.optimizers.sgd import SGD

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "Adadelta",
    "Adam",
    "AdamW",
    "AnyOptimizer",
    "Optimizer",
    "OptimizerSpec",
    "RMSprop",
    "build_optimizer",
]
