"""One training of a visitor, with what the pages need beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd

from core.config import TrainConfig
from core.engine import TrainingJob
from core.models import MODELS
from core.training import OPTIMIZERS
from dashboard.batch_means import BatchMeans
from dashboard.examination import Examination

Result = TypeVar("Result")


@dataclass(eq=False)
class NamedRun:
    """One training of this visitor.

    Attributes
    ----------
    number : int
        Counted from 1.
    job : TrainingJob
        The training itself.
    examination : Examination, optional
        The network at the moment of the last closer look.
    examined_at : tuple, optional
        That moment: steps of the training, and steps by hand.
    wants_measuring : bool
        False after the visitor has cancelled it.
    means : BatchMeans
        The points of its curves, as far as they were drawn.
    remembered : dict
        What was computed of its life, by name: of what, and the result.
    """

    number: int
    job: TrainingJob
    examination: Examination | None = None
    examined_at: tuple[int, int] | None = None
    wants_measuring: bool = True
    means: BatchMeans = field(init=False)
    remembered: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.means = BatchMeans(self.job.run.total_steps)

    @property
    def config(self) -> TrainConfig:
        """The run's settings."""
        return self.job.run.config

    @property
    def title(self) -> str:
        """A short name for menus."""
        config, state = self.config, self.job.state
        words = [
            f"Run {self.number}: {MODELS[config.model].title}",
            f"{OPTIMIZERS[config.optimizer].title} {config.learning_rate:g}",
        ]
        if config.corrections:
            words.append(f"{len(config.corrections):,} labels changed")
        if by_hand := self.job.run.steps_by_hand:
            words.append(f"{by_hand:,} by hand")
        if state in ("diverged", "stopped", "failed"):
            words.append(state)
        return ", ".join(words)

    def remember(self, name: str, of: Any, compute: Callable[[], Result]) -> Result:
        """Compute something unless the last one of this name was of the same."""
        if name not in self.remembered or self.remembered[name][0] != of:
            self.remembered[name] = of, compute()
        return self.remembered[name][1]

    def points(self) -> pd.DataFrame:
        """Sum up the batches so far as the points of its curves."""
        return self.means.read(self.job.run.batches)

    def examine(self) -> Examination:
        """Hold the network still for a closer look.

        The same copy as last time while a run trains on, until it is asked again.
        """
        run = self.job.run
        moment = run.step, run.steps_by_hand
        if self.examination is None or (not self.job.live and self.examined_at != moment):
            step, model = run.copy_with_step()
            self.examination, self.examined_at = Examination(step, model, run.data), moment
        return self.examination

    def examine_now(self) -> Examination:
        """Hold the network still as it is at this moment, whatever was looked at before."""
        if self.job.live:
            step, model = self.job.run.copy_with_step()
            return Examination(step, model, self.job.run.data)
        return self.examine()

    def examine_again(self) -> None:
        """Take a new copy at the next look, and measure it even if that was cancelled."""
        self.examination, self.wants_measuring = None, True

    def cancel_measuring(self) -> None:
        """Leave the network unmeasured until somebody asks."""
        self.wants_measuring = False

    def measure_after_all(self) -> None:
        """Take a cancelled measurement up again."""
        self.wants_measuring = True
