"""The sketches that a visitor has labelled, and what a network learned from them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from torch import nn

from core.data import DigitSplit
from core.evaluation import Evaluation, evaluate
from core.progress import OnProgress, no_progress
from core.training import learn_few
from dashboard.visitor.run_handle import RunHandle

MAX_DIGITS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Adaptation:
    """What a few steps on the visitor's own digits did to a network.

    Attributes
    ----------
    run_number : int
        Whose network it was.
    step : int
        The run's step at that moment.
    model_before, model : nn.Module
        The network at that moment, and afterwards.
    own_before, own_after : Evaluation
        On the visitor's own digits.
    validation_before, validation_after : Evaluation
        On the validation images.
    """

    run_number: int
    step: int
    model_before: nn.Module
    model: nn.Module
    own_before: Evaluation
    own_after: Evaluation
    validation_before: Evaluation
    validation_after: Evaluation


@dataclass(eq=False)
class OwnDigits:
    """A visitor's own small set.

    Attributes
    ----------
    images : list of uint8 arrays of shape (28, 28)
        As the network saw them when they were kept.
    labels : list of int
        What the visitor meant.
    adaptation : Adaptation, optional
        The last training on them; None when the set has changed since.
    """

    images: list[np.ndarray] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    adaptation: Adaptation | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def keep(self, image: np.ndarray, label: int) -> None:
        """Add a sketch; the oldest one leaves when there are more than 200."""
        self.images.append(image)
        self.labels.append(label)
        del self.images[:-MAX_DIGITS], self.labels[:-MAX_DIGITS]
        self.adaptation = None

    def forget_last(self) -> None:
        """Take the last sketch out again."""
        del self.images[-1:], self.labels[-1:]
        self.adaptation = None

    def forget_all(self) -> None:
        """Start an empty set."""
        self.images.clear()
        self.labels.clear()
        self.adaptation = None

    def split(self) -> DigitSplit:
        """Hand the set out as every other set of images."""
        return DigitSplit(np.stack(self.images), np.array(self.labels, np.int64))

    def train_on_them(self, run: RunHandle, on_progress: OnProgress = no_progress) -> None:
        """Let a copy of a run's network learn them, and measure it before and after.

        Is told what share is done, 0 to 1; what `on_progress` raises leaves all as it was.
        """
        data = run.job.run.data
        step, model = run.job.run.copy_with_step()
        own = self.split()
        learner = learn_few(model, own, data.standardization)

        def measure_own(network: nn.Module) -> Evaluation:
            return evaluate(network, own, data.standardization)

        def measure_validation(network: nn.Module, begun: float) -> Evaluation:
            # Nearly all of the time goes into these two readings.
            return evaluate(
                network,
                data.validation,
                data.standardization,
                on_progress=lambda share: on_progress(begun + share / 2),
            )

        self.adaptation = Adaptation(
            run_number=run.number,
            step=step,
            model_before=model,
            model=learner,
            own_before=measure_own(model),
            own_after=measure_own(learner),
            validation_before=measure_validation(model, 0.0),
            validation_after=measure_validation(learner, 0.5),
        )
