"""One training of a visitor, with what the pages need beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from core.config import TrainConfig
from core.engine import TrainingJob
from core.evaluation import Evaluation, evaluate
from core.models import MODELS
from core.training import OPTIMIZERS
from dashboard.batch_means import BatchMeans


@dataclass(eq=False)
class NamedRun:
    """One training of this visitor.

    Attributes
    ----------
    number : int
        Counted from 1.
    job : TrainingJob
        The training itself.
    measured : tuple, optional
        The step of the last evaluation on the test images, and what it said.
    wants_measuring : bool
        False after the visitor has cancelled it.
    means : BatchMeans
        The points of its curves, as far as they were drawn.
    """

    number: int
    job: TrainingJob
    measured: tuple[int, Evaluation] | None = None
    wants_measuring: bool = True
    means: BatchMeans = field(init=False)

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
        if state in ("diverged", "stopped", "failed"):
            words.append(state)
        return ", ".join(words)

    def points(self) -> pd.DataFrame:
        """Sum up the batches so far as the points of its curves."""
        return self.means.read(self.job.run.batches)

    @property
    def needs_measuring(self) -> bool:
        """Whether the last measurement is not of the network as it is.

        A run that trains on keeps its last measurement until it is asked again.
        """
        return self.measured is None or (
            not self.job.live and self.measured[0] != self.job.run.step
        )

    def measure_again(self) -> None:
        """Forget the last measurement, or that it was cancelled."""
        self.measured, self.wants_measuring = None, True

    def cancel_measuring(self) -> None:
        """Leave the network unmeasured until somebody asks."""
        self.wants_measuring = False

    def evaluate_test(self, on_progress: Callable[[float], None]) -> tuple[int, Evaluation]:
        """Measure the network on the test images, once for each state it is shown in."""
        run = self.job.run
        if self.needs_measuring:
            step, model = run.copy_with_step()
            evaluation = evaluate(
                model, run.data.test, run.data.standardization, on_progress=on_progress
            )
            self.measured = (step, evaluation)
        return self.measured
