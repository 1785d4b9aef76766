"""The training loop as a generator: it stops after every batch and waits."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from core.data.augmentation import AUGMENTATIONS
from core.data.batches import epoch_batches
from core.data.digits import DigitData, DigitSplit
from core.data.splits import remaining_images, with_corrections, with_label_noise
from core.evaluation.evaluate import evaluate
from core.machine.device import calculate_exactly, device_of, gains_from_bfloat16
from core.machine.threads import at_most_threads, useful_threads
from core.optimization import AnyOptimizer, build_optimizer
from core.optimization.schedules import LearningRate
from core.seeding import numpy_generator, torch_generator
from core.training.events import BatchEnd, Diverged, EpochEnd, Event
from core.training.step import StepReport, take_step

if TYPE_CHECKING:
    from core.config import TrainConfig

Step = Callable[[nn.Module, AnyOptimizer, Tensor, Tensor], StepReport]


def training_split(data: DigitData, config: TrainConfig) -> DigitSplit:
    """Take the training images as a run learns them.

    Parameters
    ----------
    data : DigitData
        What will be trained on.
    config : TrainConfig
        Label noise comes first, then corrections.

    Returns
    -------
    DigitSplit
        ``data.train`` itself when there is neither.

    Raises
    ------
    ConfigError
        If a correction names an image that is not there, or none remains.
    """
    noisy = with_label_noise(data.train, config.label_noise, config.seed)
    return with_corrections(noisy, config.corrections)


def training_size(data: DigitData, config: TrainConfig) -> int:
    """Count the images that a run learns from.

    Parameters
    ----------
    data : DigitData
        What will be trained on.
    config : TrainConfig
        Its corrections may leave images out.

    Returns
    -------
    int
        At most all training images.

    Raises
    ------
    ConfigError
        If a correction names an image that is not there, or none remains.
    """
    return remaining_images(len(data.train), config.corrections)


def steps_per_epoch(data: DigitData, config: TrainConfig) -> int:
    """Count the batches of one epoch.

    Parameters
    ----------
    data : DigitData
        What will be trained on.
    config : TrainConfig
        The batch size.

    Returns
    -------
    int
        The last batch may be smaller than the others.
    """
    return math.ceil(training_size(data, config) / config.batch_size)


def planned_learning_rate(data: DigitData, config: TrainConfig) -> LearningRate:
    """Make the learning rate that a run will follow.

    Parameters
    ----------
    data : DigitData
        What will be trained on.
    config : TrainConfig
        Learning rate, schedule, batch size and epochs.

    Returns
    -------
    LearningRate
        Assign to its ``peak`` between two events to change it.
    """
    total_steps = config.epochs * steps_per_epoch(data, config)
    return LearningRate(config.learning_rate, config.schedule, total_steps)


def train(
    model: nn.Module,
    data: DigitData,
    config: TrainConfig,
    *,
    step: Step = take_step,
    optimizer: AnyOptimizer | None = None,
    learning_rate: LearningRate | None = None,
    before: Sequence[BatchEnd] = (),
    seconds_before: float = 0.0,
) -> Iterator[Event]:
    """Train a network, one batch per turn of the generator.

    Between two events nothing moves: look at the model, change the learning rate, wait
    for a day. The same model, data and config give the same events, bit for bit on the
    same machine with the same number of threads (times excepted).

    Parameters
    ----------
    model : nn.Module
        From :func:`core.models.build_model`; trained in place, where it is.
    data : DigitData
        Learns from ``data.train``, measures on ``data.validation``; never looks at
        ``data.test``.
    config : TrainConfig
        Every choice.
    step : callable
        What one step does; another one makes an experiment, or a deliberate fault.
    optimizer : Optimizer, optional
        Made from the config when not given; one of ours or of PyTorch's.
    learning_rate : LearningRate, optional
        Made from the config when not given; keep it to change it while training.
    before : sequence of BatchEnd
        Steps that this training has taken already: it goes on after them. Model,
        optimizer and dropout's random generators must be as they were then.
    seconds_before : float
        How long those of the unfinished epoch took.

    Yields
    ------
    BatchEnd, EpochEnd or Diverged
        A BatchEnd after each batch, an EpochEnd after the last batch of each epoch. A
        loss that is not finite gives Diverged, which is the last event.
    """
    optimizer = optimizer or build_optimizer(model, config)
    learning_rate = learning_rate or planned_learning_rate(data, config)
    device = device_of(model)
    calculate_exactly(device)
    low_precision = config.precision == "bfloat16" or (
        config.precision == "auto" and gains_from_bfloat16(device)
    )
    split = training_split(data, config)
    threads = useful_threads(model, config.batch_size)
    taken = len(before)
    complete, taken_of_epoch = divmod(taken, steps_per_epoch(data, config))
    loss_sum, right_sum, seconds = *_sums(before[taken - taken_of_epoch :]), seconds_before
    for epoch in range(complete + 1, config.epochs + 1):
        # The clock runs only between two events; whoever waits in between costs nothing.
        began = time.perf_counter()
        # Each epoch has random numbers of its own, so that a training can go on in any of them.
        order = numpy_generator(config.seed, f"batch order of epoch {epoch}")
        batches = epoch_batches(
            split,
            order.permutation(len(split)),
            config.batch_size,
            data.standardization,
            augmentation=AUGMENTATIONS[config.augmentation],
            generator=torch_generator(config.seed, f"augmentation of epoch {epoch}"),
            device=device,
            skip=taken_of_epoch,
        )
        for inputs, labels in batches:
            rate = learning_rate.at(taken)
            for group in optimizer.param_groups:
                group["lr"] = rate
            precision = (
                torch.autocast(device.type, torch.bfloat16) if low_precision else nullcontext()
            )
            with precision, at_most_threads(threads):
                report = step(model, optimizer, inputs, labels)
            taken += 1
            if not math.isfinite(report.loss):
                yield Diverged(epoch, taken, report.loss, rate)
                return
            examples = len(labels)
            loss_sum += report.loss * examples
            right_sum += report.accuracy * examples
            seconds += time.perf_counter() - began
            yield BatchEnd(
                epoch=epoch,
                step=taken,
                loss=report.loss,
                accuracy=report.accuracy,
                gradient_norm=report.gradient_norm,
                learning_rate=rate,
                examples=examples,
            )
            began = time.perf_counter()
        validation = evaluate(model, data.validation, data.standardization)
        if not math.isfinite(validation.loss):
            yield Diverged(epoch, taken, validation.loss, rate)
            return
        yield EpochEnd(
            epoch=epoch,
            step=taken,
            training_loss=loss_sum / len(split),
            training_accuracy=right_sum / len(split),
            validation_loss=validation.loss,
            validation_accuracy=validation.accuracy,
            seconds=seconds + time.perf_counter() - began,
        )
        taken_of_epoch = 0
        loss_sum = right_sum = seconds = 0.0


def _sums(batches: Sequence[BatchEnd]) -> tuple[float, float]:
    """Add up loss and right answers over examples, in the order in which they came."""
    loss_sum = right_sum = 0.0
    for batch in batches:
        loss_sum += batch.loss * batch.examples
        right_sum += batch.accuracy * batch.examples
    return loss_sum, right_sum
