"""What a network learns from the visitor's own set of its classes in a few steps."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from torch import nn

from core.data import DIGIT_NAMES, DigitSplit
from core.data.own import OwnSet, OwnSets, removed
from core.evaluation import Evaluation, evaluate
from core.progress import OnProgress, no_progress
from core.training import learn_few
from dashboard.visitor import session
from dashboard.visitor.run_handle import RunHandle

# At each sketch a network reads them, and a few steps learn all of them.
MAX_READ = 200


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
    """The visitor's own set of some classes, digits where nothing else is said, as Sketch has it.

    Attributes
    ----------
    sets : OwnSets
        All sets; they stay with the workspace.
    class_names : tuple of str
        Of the one that is meant.
    last : Adaptation, optional
        The last training on it.
    """

    sets: OwnSets
    class_names: tuple[str, ...] = DIGIT_NAMES
    last: Adaptation | None = None

    def __len__(self) -> int:
        return len(self.own)

    @property
    def own(self) -> OwnSet:
        """Return the set as it is now."""
        return self.sets.named(self.class_names) or OwnSet.empty(self.class_names)

    @property
    def adaptation(self) -> Adaptation | None:
        """Return the last training on them; None when the set has changed since."""
        last = self.last
        return last if last is not None and last.learned_from == self.own.version else None

    @property
    def forgotten(self) -> int:
        """Return how many digits were taken out last and can be brought back."""
        before = self.sets.before
        if before is None or before.class_names != self.class_names:
            return 0
        return max(0, len(before) - len(self))

    def keep(self, image: np.ndarray, label: int) -> None:
        """Add a sketch; raises OwnSetError where there is no room."""
        self.sets.add(self.class_names, image[None], [label])

    def forget_last(self) -> None:
        """Take the last sketch out again."""
        self.sets.put(removed(self.own, [len(self) - 1]))

    def forget_all(self) -> None:
        """Start an empty set."""
        self.sets.put(OwnSet.empty(self.class_names))

    def bring_back(self) -> None:
        """Undo what was forgotten last."""
        self.sets.undo()

    def split(self) -> DigitSplit:
        """Hand the newest images out as every other set: all of many would be read for long."""
        own = self.own
        return own.take(np.arange(max(0, len(own) - MAX_READ), len(own))).split()

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
class _ByClasses:
    """What was learned last of each set."""

    found: dict[tuple[str, ...], OwnDigits] = field(default_factory=dict)


def own_digits(class_names: tuple[str, ...]) -> OwnDigits:
    """Return this visitor's own set of some classes."""
    found, sets = session.state(_ByClasses).found, session.state(OwnSets)
    if class_names not in found or found[class_names].sets is not sets:
        found[class_names] = OwnDigits(sets, class_names)
    return found[class_names]
