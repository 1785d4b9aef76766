"""The training loop as a generator: it stops after every batch and waits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import nullcontext

import numpy as np
import torch
from torch import Tensor, nn

from core.config import TrainConfig
from core.data.augmentation import AUGMENTATIONS
from core.data.batches import epoch_batches
from core.data.digits import DigitData, DigitSplit
from core.machine.device import calculate_exactly, device_of, gains_from_bfloat16
from core.machine.threads import at_most_threads, useful_threads
from core.models.summary import multiply_adds
from core.optimization import AnyOptimizer, LearningRate, build_optimizer
from core.optimization.optimizer import set_learning_rate
from core.seeding import torch_generator
from core.training.epoch_sums import EpochSums
from core.training.events import BatchEnd, Diverged, Event
from core.training.plan import planned_learning_rate, steps_per_epoch, training_split
from core.training.seams import CLEAN, Seams
from core.training.step import Step, StepReport, take_step


def train(
    model: nn.Module,
    data: DigitData,
    config: TrainConfig,
    *,
    step: Step = take_step,
    seams: Seams = CLEAN,
    optimizer: AnyOptimizer | None = None,
    learning_rate: LearningRate | None = None,
    before: Sequence[BatchEnd] = (),
    seconds_before: float = 0.0,
) -> Iterator[Event]:
    """Train a network in place, one batch per turn of the generator.

    Between two events nothing moves: look at the model, change the learning rate, wait for a
    day. The same model, data and config give the same events, bit for bit on the same machine
    with the same number of threads (times excepted). ``data.test`` is never looked at.

    Parameters
    ----------
    step : callable
        What one step does; another one makes an experiment.
    seams : Seams
        Other parts than the usual ones: of them the order, the evaluation, and the step where no
        other one is given. Model and data are taken as they come.
    optimizer, learning_rate : optional
        Made from the config when not given.
    before : sequence of BatchEnd
        Steps that this training has taken already: it continues after them. Model, optimizer
        and dropout's random generators must be as they were then.
    seconds_before : float
        How long those of the unfinished epoch took.

    Yields
    ------
    BatchEnd, EpochEnd or Diverged
        A BatchEnd after each batch, an EpochEnd after the last batch of each epoch. A loss that
        is not finite gives Diverged, which is the last event.
    """
    optimizer = optimizer or build_optimizer(model, config)
    learning_rate = learning_rate or planned_learning_rate(data, config)
    own_step = seams.step if step is take_step else step
    step = _fitted_to_machine(own_step, model, config)
    split, per_epoch = training_split(data, config), steps_per_epoch(data, config)
    taken = len(before)
    sums = EpochSums.resumed(before[taken - taken % per_epoch :], seconds_before)
    for epoch in range(taken // per_epoch + 1, config.epochs + 1):
        sums.start_clock()
        batches = _batches_of(
            epoch,
            split,
            seams.order(split, epoch, config),
            data,
            config,
            device_of(model),
            taken % per_epoch,
        )
        for inputs, labels in batches:
            rate = learning_rate.at(taken)
            set_learning_rate(optimizer, rate)
            report = step(model, optimizer, inputs, labels)
            taken += 1
            if not math.isfinite(report.loss):
                yield Diverged(epoch, taken, report.loss, rate)
                return
            batch = _batch_end(epoch, taken, report, rate, examples=len(labels))
            sums.add(batch)
            sums.stop_clock()
            yield batch
            sums.start_clock()
        validation = seams.evaluate(model, data.validation, data.standardization)
        if not math.isfinite(validation.loss):
            yield Diverged(epoch, taken, validation.loss, rate)
            return
        sums.stop_clock()
        yield sums.epoch_end(epoch, taken, validation)
        sums = EpochSums()


def _batches_of(
    epoch: int,
    split: DigitSplit,
    order: np.ndarray,
    data: DigitData,
    config: TrainConfig,
    device: torch.device,
    skip: int,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Prepare an epoch's batches; it has random numbers of its own, so it can be resumed."""
    return epoch_batches(
        split,
        order,
        config.batch_size,
        data.standardization,
        augmentation=AUGMENTATIONS[config.augmentation],
        generator=torch_generator(config.seed, f"augmentation of epoch {epoch}"),
        device=device,
        skip=skip,
    )


def _batch_end(
    epoch: int, step: int, report: StepReport, learning_rate: float, *, examples: int
) -> BatchEnd:
    return BatchEnd(
        epoch=epoch,
        step=step,
        loss=report.loss,
        accuracy=report.accuracy,
        gradient_norm=report.gradient_norm,
        learning_rate=learning_rate,
        examples=examples,
    )


def _fitted_to_machine(step: Step, model: nn.Module, config: TrainConfig) -> Step:
    """Run a step in the precision that was chosen, with no more threads than it is worth."""
    device = device_of(model)
    calculate_exactly(device)
    low_precision = config.precision == "bfloat16" or (
        config.precision == "auto" and gains_from_bfloat16(device)
    )
    threads = useful_threads(multiply_adds(model) * config.batch_size)

    def fitted(
        model: nn.Module, optimizer: AnyOptimizer, inputs: Tensor, labels: Tensor
    ) -> StepReport:
        precision = torch.autocast(device.type, torch.bfloat16) if low_precision else nullcontext()
        with precision, at_most_threads(threads):
            return step(model, optimizer, inputs, labels)

    return fitted
