"""Optimizers and schedules: how gradients become new weights, one rule in each file."""

from core.optimization.adadelta import Adadelta
from core.optimization.adam import Adam, AdamW
from core.optimization.optimizer import AnyOptimizer, Optimizer
from core.optimization.registry import OPTIMIZERS, OptimizerSpec, build_optimizer
from core.optimization.rmsprop import RMSprop
from core.optimization.schedules import SCHEDULES, LearningRate, Schedule
from core.optimization.sgd import SGD

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "SGD",
    "Adadelta",
    "Adam",
    "AdamW",
    "AnyOptimizer",
    "LearningRate",
    "Optimizer",
    "OptimizerSpec",
    "RMSprop",
    "Schedule",
    "build_optimizer",
]
