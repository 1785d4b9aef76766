"""Training: one step, the loop around it as a generator, and a run that keeps it."""

from core.training.adaptation import learn_few
from core.training.diagnosis import Diagnosis, diagnose
from core.training.events import BatchEnd, Diverged, EpochEnd, Event, History
from core.training.log import log_lines
from core.training.plan import (
    planned_learning_rate,
    steps_per_epoch,
    training_size,
    training_split,
)
from core.training.run import TrainingRun
from core.training.seams import CLEAN, Seams
from core.training.state import RunState
from core.training.step import Step, StepReport, take_step
from core.training.trainer import train
from core.training.wall import NO_GUESS, WALL_IMAGES, Guesses, guess_soon, wall_rows

__all__ = [
    "CLEAN",
    "NO_GUESS",
    "WALL_IMAGES",
    "BatchEnd",
    "Diagnosis",
    "Diverged",
    "EpochEnd",
    "Event",
    "Guesses",
    "History",
    "RunState",
    "Seams",
    "Step",
    "StepReport",
    "TrainingRun",
    "diagnose",
    "guess_soon",
    "learn_few",
    "log_lines",
    "planned_learning_rate",
    "steps_per_epoch",
    "take_step",
    "train",
    "training_size",
    "training_split",
    "wall_rows",
]
