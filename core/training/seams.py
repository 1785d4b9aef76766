"""The parts that a training is made of, each of which can be replaced by another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from torch import nn

from core.config import TrainConfig
from core.data.digits import DigitData, DigitSplit, Standardization
from core.evaluation.evaluate import Evaluation, evaluate
from core.models import build_model
from core.seeding import numpy_generator
from core.training.step import Step, take_step


def same_data(data: DigitData, config: TrainConfig) -> DigitData:
    """Learn from the images as they are."""
    return data


def shuffled(split: DigitSplit, epoch: int, config: TrainConfig) -> np.ndarray:
    """Choose the order of an epoch's images: each epoch another one, from the run's seed."""
    random = numpy_generator(config.seed, f"batch order of epoch {epoch}")
    return random.permutation(len(split))


def same_sketch(images: np.ndarray) -> np.ndarray:
    """Show the network a sketch as it was drawn."""
    return images


Measure = Callable[[nn.Module, DigitSplit, Standardization], Evaluation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """What a training uses at each of its seams.

    Whatever stands there must give the same for the same arguments, or a run could not be restored.

    Attributes
    ----------
    data : callable
        (data, config) -> data: what :class:`core.training.TrainingRun` makes of the images before
        it begins. Applied to its own result it changes nothing that counts.
    order : callable
        (training images, epoch from 1, config) -> int64 array: which image comes when. As many as
        there are images.
    build : callable
        (config) -> the network; parameters have the names that `build_model` gives them.
    step : callable
        What one step does.
    evaluate : callable
        (network, images, standardization) -> Evaluation: how validation is measured.
    sketch : callable
        uint8 (n, 28, 28) -> uint8 (n, 28, 28): what the network is shown of a sketch.
    """

    data: Callable[[DigitData, TrainConfig], DigitData] = same_data
    order: Callable[[DigitSplit, int, TrainConfig], np.ndarray] = shuffled
    build: Callable[[TrainConfig], nn.Module] = build_model
    step: Step = take_step
    evaluate: Measure = evaluate
    sketch: Callable[[np.ndarray], np.ndarray] = same_sketch


CLEAN = Seams()
