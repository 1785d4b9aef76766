"""The training loop as a generator: it stops after every batch and waits."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.config import TrainConfig
from core.data.augmentation import AUGMENTATIONS
from core.data.batches import epoch_batches
from core.data.digits import DigitData, DigitSplit
from core.evaluation.evaluate import evaluate
from core.machine.device import calculate_exactly, device_of, gains_from_bfloat16
from core.machine.threads import at_most_threads, useful_threads
from core.models.summary import multiply_adds
from core.optimization import AnyOptimizer, LearningRate, build_optimizer
from core.seeding import numpy_generator, torch_generator
from core.training.events import BatchEnd, Diverged, EpochEnd, Event
from core.training.plan import planned_learning_rate, steps_per_epoch, training_split
from core.training.step import StepReport, take_step

Step = Callable[[nn.Module, AnyOptimizer, Tensor, Tensor], StepReport]


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
        Steps that this training has taken already: it continues after them. Model,
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
    step = _fitted_to_machine(step, model, config)
    split, device = training_split(data, config), device_of(model)
    per_epoch, taken = steps_per_epoch(data, config), len(before)
    sums = EpochSums.resumed(before[taken - taken % per_epoch :], seconds_before)
    for epoch in range(taken // per_epoch + 1, config.epochs + 1):
        sums.start_clock()
        for inputs, labels in _batches_of(epoch, split, data, config, device, taken % per_epoch):
            rate = learning_rate.at(taken)
            for group in optimizer.param_groups:
                group["lr"] = rate
            report = step(model, optimizer, inputs, labels)
            taken += 1
            if not math.isfinite(report.loss):
                yield Diverged(epoch, taken, report.loss, rate)
                return
            batch = BatchEnd(
                epoch=epoch,
                step=taken,
                loss=report.loss,
                accuracy=report.accuracy,
                gradient_norm=report.gradient_norm,
                learning_rate=rate,
                examples=len(labels),
            )
            sums.add(batch)
            yield batch
            sums.start_clock()
        validation = evaluate(model, data.validation, data.standardization)
        if not math.isfinite(validation.loss):
            yield Diverged(epoch, taken, validation.loss, rate)
            return
        yield EpochEnd(
            epoch=epoch,
            step=taken,
            training_loss=sums.loss / len(split),
            training_accuracy=sums.correct / len(split),
            validation_loss=validation.loss,
            validation_accuracy=validation.accuracy,
            seconds=sums.stop_clock(),
        )
        sums = EpochSums()


@dataclass
class EpochSums:
    """What has added up in an epoch so far: over its examples, and on the clock.

    The clock runs only between two events; whoever waits in between costs nothing.
    """

    loss: float = 0.0
    correct: float = 0.0
    seconds: float = 0.0
    began: float = 0.0

    @classmethod
    def resumed(cls, batches: Sequence[BatchEnd], seconds: float) -> EpochSums:
        """Add up the batches of an unfinished epoch, in the order in which they came."""
        sums = cls()
        sums.start_clock()
        for batch in batches:
            sums.add(batch)
        sums.seconds = seconds
        return sums

    def add(self, batch: BatchEnd) -> None:
        """Count a batch, and stop the clock."""
        self.loss += batch.loss * batch.examples
        self.correct += batch.accuracy * batch.examples
        self.stop_clock()

    def start_clock(self) -> None:
        """Let the clock run."""
        self.began = time.perf_counter()

    def stop_clock(self) -> float:
        """Stop the clock, and return how many seconds it has run in this epoch."""
        self.seconds += time.perf_counter() - self.began
        return self.seconds


def _batches_of(
    epoch: int,
    split: DigitSplit,
    data: DigitData,
    config: TrainConfig,
    device: torch.device,
    skip: int,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Prepare an epoch's batches; it has random numbers of its own, so it can be resumed."""
    order = numpy_generator(config.seed, f"batch order of epoch {epoch}")
    return epoch_batches(
        split,
        order.permutation(len(split)),
        config.batch_size,
        data.standardization,
        augmentation=AUGMENTATIONS[config.augmentation],
        generator=torch_generator(config.seed, f"augmentation of epoch {epoch}"),
        device=device,
        skip=skip,
    )


def _fitted_to_machine(step: Step, model: nn.Module, config: TrainConfig) -> Step:
    """Let a step use the precision that was chosen, and no more threads than it is worth."""
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
