"""Training: one step, the loop around it as a generator, and a run that keeps it."""

from core.training.adaptation import learn_few
from core.training.events import BatchEnd, Diverged, EpochEnd, Event, History
from core.training.log import log_lines
from core.training.optimizers import OPTIMIZERS, Optimizer, OptimizerSpec, build_optimizer
from core.training.out_of_sample import out_of_sample_probabilities
from core.training.run import TrainingRun
from core.training.schedules import SCHEDULES, LearningRate, Schedule
from core.training.state import RunState
from core.training.step import StepReport, take_step
from core.training.trainer import (
    planned_learning_rate,
    steps_per_epoch,
    train,
    training_size,
    training_split,
)

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "BatchEnd",
    "Diverged",
    "EpochEnd",
    "Event",
    "History",
    "LearningRate",
    "Optimizer",
    "OptimizerSpec",
    "RunState",
    "Schedule",
    "StepReport",
    "TrainingRun",
    "build_optimizer",
    "learn_few",
    "log_lines",
    "out_of_sample_probabilities",
    "planned_learning_rate",
    "steps_per_epoch",
    "take_step",
    "train",
    "training_size",
    "training_split",
]
