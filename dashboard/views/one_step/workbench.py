"""The bench on which one training step is taken apart."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from core.config import TrainConfig
from core.data import DigitData, DigitSplit, to_model_input
from core.inside import StepTrace, trace_step
from core.machine.device import device_of
from core.optimization import Optimizer
from core.seeding import numpy_generator
from core.training import TrainingRun, training_split
from dashboard.visitor import session
from dashboard.visitor.draft import prepared_config
from dashboard.visitor.images import data_for, usable_config
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.visitors import LetGo

BATCH = 16


@dataclass(frozen=True, slots=True)
class Phase:
    """One line of a training step.

    Attributes
    ----------
    title : str
        Its name on the page.
    code : str
        How the line in the source of `take_step` begins.
    idea : str
        What it does, in a sentence.
    shows_image : bool
        Whether what is shown of it depends on the image that is followed.
    """

    title: str
    code: str
    idea: str
    shows_image: bool = False


PHASES = (
    Phase(
        "Forward",
        "logits = model(inputs)",
        "The batch passes through all layers. Out comes a logit of each class for each image.",
        shows_image=True,
    ),
    Phase(
        "Loss",
        "loss = functional.cross_entropy(",
        "Softmax turns logits into probabilities; the loss is minus the logarithm of the one "
        "that belongs to the true class, as a mean over the batch.",
        shows_image=True,
    ),
    Phase(
        "Clear",
        "optimizer.zero_grad()",
        "The backward pass adds to what is there, so what is left of the last step is set to 0.",
    ),
    Phase(
        "Backward",
        "loss.backward()",
        "For every weight: how much would the loss grow if this weight grew a little? That is its "
        "gradient.",
    ),
    Phase(
        "Update",
        "optimizer.step()",
        "Every weight moves against its gradient, each optimizer in its own way.",
    ),
    Phase(
        "After",
        "return StepReport(",
        "The step reports what it saw, and is over. Below: the same images once more, with the new "
        "weights.",
        shows_image=True,
    ),
)


@dataclass(eq=False)
class Workbench:
    """A copy of a network, its optimizer and one batch; nothing here reaches a run.

    Attributes
    ----------
    title : str
        Whose network it is.
    run_number : int, optional
        Of the run it was copied from; None for a fresh network.
    step : int
        Steps that network had taken.
    config : TrainConfig
        Its settings.
    data : DigitData
        Where the batch comes from.
    split : DigitSplit
        The training images with the labels that are learned: label noise and corrections included.
    model : nn.Module
        The network before the step.
    optimizer : Optimizer
        With its state.
    draw : int
        Which batch: each number draws another one.
    phase : int
        Which of `PHASES` is looked at.
    image : int
        Which image of the batch is looked at, counted from 0.
    taken : int
        Steps taken on this bench before the present one.
    trace : StepTrace
        The present step with all its numbers.
    """

    title: str
    run_number: int | None
    step: int
    config: TrainConfig
    data: DigitData
    model: nn.Module
    optimizer: Optimizer
    draw: int = 0
    phase: int = 0
    taken: int = 0
    image: int = 0
    split: DigitSplit = field(init=False)
    rows: np.ndarray = field(init=False)
    trace: StepTrace = field(init=False)

    def __post_init__(self) -> None:
        self.split = training_split(self.data, self.config)
        self._draw_batch()

    @classmethod
    def of(cls, title: str, number: int | None, run: TrainingRun) -> Workbench:
        """Copy the network of a run, as it is now."""
        step, model, optimizer = run.copy_for_step()
        return cls(title, number, step, run.config, run.data, model, optimizer)

    def _draw_batch(self) -> None:
        random = numpy_generator(self.draw, "batch on the bench")
        count = min(BATCH, len(self.split))
        self.rows = random.choice(len(self.split), count, replace=False)
        self._take()

    def _take(self) -> None:
        device = device_of(self.model)
        batch = self.split.take(self.rows)
        inputs = to_model_input(batch.images, self.data.standardization, device)
        labels = torch.tensor(batch.labels, device=device)
        self.model.train()
        self.trace = trace_step(self.model, self.optimizer, inputs, labels)

    @property
    def gives_numbers(self) -> bool:
        """Whether loss and gradients of the step are finite; else there is nothing to explain."""
        report = self.trace.report
        return math.isfinite(report.loss) and math.isfinite(report.gradient_norm)

    def go_to(self, phase: int) -> None:
        """Look at another line of the step."""
        self.phase = min(max(phase, 0), len(PHASES) - 1)

    def follow(self, image: int) -> None:
        """Look at another image of the batch."""
        self.image = image

    def other_batch(self) -> None:
        """Take the same step with other images."""
        self.draw += 1
        self.phase = 0
        self._draw_batch()

    def keep(self, run: TrainingRun) -> None:
        """Let a run go on from the weights after the present step."""
        run.take_over(self.trace.model_after, self.trace.optimizer_after, self.taken + 1)
        self.repeat()
        self.taken = 0

    def repeat(self) -> None:
        """Go on from the new weights, with the same batch."""
        self.model, self.optimizer = self.trace.model_after, self.trace.optimizer_after
        self.taken += 1
        self.phase = 0
        self._take()


@dataclass(eq=False)
class Bench(LetGo):
    """The step that this visitor takes apart."""

    current: Workbench | None = None

    def clear(self) -> None:
        """Take a new copy of the network at the next look."""
        self.current = None

    def let_go(self) -> None:
        """Keep no step with all its numbers, three megabytes for a small CNN."""
        self.clear()


def workbench(run: RunHandle | None, *, start: TrainConfig | None = None) -> Workbench:
    """Find the visitor's bench; a new one when another network is asked for.

    Without a run, the bench has a fresh network with the settings to start from, or with those in
    preparation.
    """
    bench = session.state(Bench)
    number = None if run is None else run.number
    config = run.config if run else prepared_config() if start is None else usable_config(start)
    found = bench.current
    if found is None or (found.run_number, found.config) != (number, config):
        training = TrainingRun(config, data_for(config)) if run is None else run.job.run
        title = "A fresh network" if run is None else run.title
        found = bench.current = Workbench.of(title, number, training)
    return found


def keep_step(run: RunHandle, bench: Workbench) -> None:
    """Let a run continue from the bench's weights, and save that."""
    bench.keep(run.job.run)
    run.job.save()
