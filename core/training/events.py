"""What happens in a training run, as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchEnd:
    """One step was taken.

    Attributes
    ----------
    epoch, step : int
        Counted from 1; steps over the whole run.
    loss : float
        Mean cross-entropy over the batch in nats, before the weights were updated.
    accuracy : float
        Fraction of the batch that was right, before the weights were updated, 0 to 1.
    gradient_norm : float
        Length of the vector of all gradients (L2).
    learning_rate : float
        What the step was taken with.
    examples : int
        Images in this batch; the last one of an epoch may be smaller.
    """

    epoch: int
    step: int
    loss: float
    accuracy: float
    gradient_norm: float
    learning_rate: float
    examples: int


@dataclass(frozen=True, slots=True)
class EpochEnd:
    """Every training image was seen once more, and validation was measured.

    Attributes
    ----------
    epoch, step : int
        Epochs and steps completed so far.
    training_loss, training_accuracy : float
        Means over the epoch's examples as they were seen: with the weights of their
        moment, with dropout and augmentation.
    validation_loss, validation_accuracy : float
        Over all validation images, with the weights at the end of the epoch.
    seconds : float
        Time spent on the epoch including validation; pauses do not count.
    """

    epoch: int
    step: int
    training_loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Diverged:
    """The loss is no longer a finite number, so there is nothing left to learn from.

    Attributes
    ----------
    epoch, step : int
        Counted from 1; the step whose loss it was, or after which validation was measured.
    loss : float
        Infinite, or not a number.
    learning_rate : float
        What the step was taken with.
    """

    epoch: int
    step: int
    loss: float
    learning_rate: float


Event = BatchEnd | EpochEnd | Diverged


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """All steps and all completed epochs of a run."""

    batches: Sequence[BatchEnd]
    epochs: Sequence[EpochEnd]
