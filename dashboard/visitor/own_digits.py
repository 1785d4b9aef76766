"""What a network learns from the visitor's own set of digits in a few steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import nn

from core.data import DIGIT_NAMES, DigitSplit
from core.data.own import OwnSet, OwnSets, removed
from core.evaluation import Evaluation, evaluate
from core.progress import OnProgress, no_progress
from core.training import learn_few
from dashboard.visitor import session
from dashboard.visitor.run_handle import RunHandle


@dataclass(frozen=True, slots=True, eq=False)
class Adaptation:
    """What a few steps on the visitor's own digits did to a network.

    Attributes
    ----------
    learned_from : str
        Which version of the set it was.
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

    learned_from: str
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
    """The visitor's own digits: that set of his which has the ten of them.

    Attributes
    ----------
    sets : OwnSets
        All sets; they stay with the workspace.
    last : Adaptation, optional
        The last training on the digits.
    """

    sets: OwnSets
    last: Adaptation | None = None

    def __len__(self) -> int:
        return len(self.own)

    @property
    def own(self) -> OwnSet:
        """Return the set as it is now."""
        return self.sets.digits

    @property
    def adaptation(self) -> Adaptation | None:
        """Return the last training on them; None when the set has changed since."""
        last = self.last
        return last if last is not None and last.learned_from == self.own.version else None

    @property
    def forgotten(self) -> int:
        """Return how many digits were taken out last and can be brought back."""
        before = self.sets.before
        if before is None or before.class_names != DIGIT_NAMES:
            return 0
        return max(0, len(before) - len(self))

    def keep(self, image: np.ndarray, label: int) -> None:
        """Add a sketch; raises OwnSetError where there is no room."""
        self.sets.add(DIGIT_NAMES, image[None], [label])

    def forget_last(self) -> None:
        """Take the last sketch out again."""
        self.sets.put(removed(self.own, [len(self) - 1]))

    def forget_all(self) -> None:
        """Start an empty set."""
        self.sets.put(OwnSet.empty(DIGIT_NAMES))

    def bring_back(self) -> None:
        """Undo what was forgotten last."""
        self.sets.undo()

    def split(self) -> DigitSplit:
        """Hand the set out as every other set of images."""
        return self.own.split()

    def train_on_them(self, run: RunHandle, on_progress: OnProgress = no_progress) -> None:
        """Let a copy of a run's network learn them, and measure it before and after.

        Is told what share is done, 0 to 1; what `on_progress` raises leaves all as it was.
        """
        data, key = run.job.run.data, self.own.version
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

        self.last = Adaptation(
            learned_from=key,
            run_number=run.number,
            step=step,
            model_before=model,
            model=learner,
            own_before=measure_own(model),
            own_after=measure_own(learner),
            validation_before=measure_validation(model, 0.0),
            validation_after=measure_validation(learner, 0.5),
        )


@dataclass(eq=False)
class _LastAdaptation:
    """Where the last training is remembered."""

    own: OwnDigits | None = None


def own_digits() -> OwnDigits:
    """Return this visitor's own digits."""
    mine = session.state(_LastAdaptation)
    sets = session.state(OwnSets)
    if mine.own is None or mine.own.sets is not sets:
        mine.own = OwnDigits(sets)
    return mine.own
