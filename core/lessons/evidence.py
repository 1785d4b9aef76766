"""What was really done: results of runs, drawings that were read, images that were opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run has come to.

    Attributes
    ----------
    number : int
        The visitor's own count.
    is_over : bool
        Whether all its epochs are trained, or it diverged.
    diverged : bool
        Whether its loss stopped being a number.
    accuracy, training_accuracy : float
        Of the last epoch, 0 to 1; 0 before the first one has ended.
    loss, training_loss : float
        Of the last epoch in nats.
    best_accuracy : float
        The highest validation accuracy of all epochs.
    highest_loss : float
        Of all batches, in nats.
    steps, epochs, manual_steps, parameters, images : int
        Steps and epochs taken, steps taken by hand, weights, training images.
    seed : int
        Of its random numbers.
    alike : str
        The same for runs that differ in nothing but the seed.
    shifted : mapping
        Measured accuracy by shift in pixels; empty where nobody has measured it.
    measured : mapping
        What was measured of its network for a challenge, by name, see `measures`.
    """

    number: int
    is_over: bool = True
    diverged: bool = False
    accuracy: float = 0.0
    training_accuracy: float = 0.0
    loss: float = 0.0
    training_loss: float = 0.0
    best_accuracy: float = 0.0
    highest_loss: float = 0.0
    steps: int = 0
    epochs: int = 0
    manual_steps: int = 0
    parameters: int = 0
    images: int = 0
    seed: int = 0
    alike: str = ""
    shifted: Mapping[float, float] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Return by how much training accuracy is above validation accuracy."""
        return self.training_accuracy - self.accuracy


@dataclass(frozen=True, slots=True)
class TwinResult:
    """Two twins of the Clinic that are over: accuracies from 0 to 1, losses in nats."""

    fault: str
    clean_accuracy: float
    faulty_accuracy: float
    clean_loss: float = 0.0
    faulty_loss: float = 0.0
    is_mended: bool = False


@dataclass(frozen=True, slots=True)
class DrawingResult:
    """What a network read in a drawing, and how sure it was, 0 to 1."""

    read_as: str
    confidence: float
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class ImageResult:
    """An image that was opened: which one, and whether the network misread it."""

    name: str
    is_mistake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was done since a step of a lesson began.

    Attributes
    ----------
    runs : tuple of RunResult
        Trained in this step, without deliberate faults, the oldest first.
    lesson_runs : tuple of RunResult
        The same, since the lesson began.
    drawings : tuple of DrawingResult
        Read in this step.
    images : tuple of ImageResult
        Opened in this step, each once.
    openings : int
        How often the test images were opened in this step.
    twins : tuple of TwinResult
        Pairs of the Clinic that were run in this step.
    earlier : tuple of mapping
        The numbers of the lesson's steps before this one.
    """

    runs: tuple[RunResult, ...] = ()
    lesson_runs: tuple[RunResult, ...] = ()
    drawings: tuple[DrawingResult, ...] = ()
    images: tuple[ImageResult, ...] = ()
    openings: int = 0
    twins: tuple[TwinResult, ...] = ()
    earlier: tuple[Mapping[str, float], ...] = ()

    @property
    def over(self) -> tuple[RunResult, ...]:
        """Return the runs of this step that are over."""
        return tuple(run for run in self.runs if run.is_over)

    def of_run(self, run: RunResult) -> Evidence:
        """Leave out all other runs of this step."""
        return replace(self, runs=(run,))
