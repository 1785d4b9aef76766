"""What a run will learn from, and how many steps that takes."""

from __future__ import annotations

import math

from core.config import TrainConfig
from core.data.digits import DigitData, DigitSplit
from core.data.splits import remaining_images, with_corrections, with_label_noise
from core.optimization.schedules import LearningRate


def training_split(data: DigitData, config: TrainConfig) -> DigitSplit:
    """Return the training images as a run learns them: first label noise, then corrections.

    Without either it is ``data.train`` itself.

    Raises
    ------
    ConfigError
        If a correction names an image that is not there, or none remains.
    """
    noisy = with_label_noise(data.train, config.label_noise, config.seed, classes=config.classes)
    return with_corrections(noisy, config.corrections)


def training_size(data: DigitData, config: TrainConfig) -> int:
    """Count the images that a run learns from; its corrections may leave some out.

    Raises
    ------
    ConfigError
        If a correction names an image that is not there, or none remains.
    """
    return remaining_images(len(data.train), config.corrections)


def steps_per_epoch(data: DigitData, config: TrainConfig) -> int:
    """Count the batches of one epoch; the last one may be smaller than the others."""
    return math.ceil(training_size(data, config) / config.batch_size)


def planned_learning_rate(data: DigitData, config: TrainConfig) -> LearningRate:
    """Make the learning rate that a run will follow; assign to its ``peak`` to change it."""
    total_steps = config.epochs * steps_per_epoch(data, config)
    return LearningRate(config.learning_rate, config.schedule, total_steps)
