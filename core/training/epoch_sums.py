"""What adds up in an epoch while its batches come and go."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from core.evaluation.evaluate import Evaluation
from core.training.events import BatchEnd, EpochEnd


@dataclass(kw_only=True)
class EpochSums:
    """Sums over an epoch's examples so far, and a clock that runs only between two events.

    Attributes
    ----------
    loss : float
        Sum of the losses of all examples, in nats.
    correct : float
        Number of examples that were right.
    examples : int
        Number of examples.
    seconds : float
        What the clock has counted; whoever waits between two events costs nothing.
    """

    loss: float = 0.0
    correct: float = 0.0
    examples: int = 0
    seconds: float = 0.0
    _started: float = 0.0

    @classmethod
    def resumed(cls, batches: Sequence[BatchEnd], seconds: float) -> EpochSums:
        """Add up the batches of an unfinished epoch, in the order in which they came."""
        sums = cls(seconds=seconds)
        for batch in batches:
            sums.add(batch)
        return sums

    def add(self, batch: BatchEnd) -> None:
        """Count the examples of a batch."""
        self.loss += batch.loss * batch.examples
        self.correct += batch.accuracy * batch.examples
        self.examples += batch.examples

    def start_clock(self) -> None:
        """Start the clock."""
        self._started = time.perf_counter()

    def stop_clock(self) -> None:
        """Stop the clock, until it is started again."""
        self.seconds += time.perf_counter() - self._started

    def epoch_end(self, epoch: int, step: int, validation: Evaluation) -> EpochEnd:
        """Make the epoch's event: means over its examples, and what validation gave."""
        return EpochEnd(
            epoch=epoch,
            step=step,
            training_loss=self.loss / self.examples,
            training_accuracy=self.correct / self.examples,
            validation_loss=validation.loss,
            validation_accuracy=validation.accuracy,
            seconds=self.seconds,
        )
