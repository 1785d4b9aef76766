"""The sketches that a visitor has labelled, and what a network learned from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np
from torch import nn

from core.data import DIGITS, IMAGE_SIZE, DigitSplit
from core.evaluation import Evaluation, evaluate
from core.kept import Kept, Note, array_from, array_note, entries, whole_number
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
class OwnDigits(Kept):
    """A visitor's own small set, which stays with the workspace.

    Attributes
    ----------
    images : list of uint8 arrays of shape (28, 28)
        As the network saw them when they were kept.
    labels : list of int
        What the visitor meant.
    adaptation : Adaptation, optional
        The last training on them; None when the set has changed since.
    forgotten : tuple of lists
        Images and labels that were taken out last, so that they can be brought back.
    """

    kept_as: ClassVar[str] = "own_digits"
    title: ClassVar[str] = "your own digits"
    images: list[np.ndarray] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    adaptation: Adaptation | None = None
    forgotten: tuple[list[np.ndarray], list[int]] = field(default_factory=lambda: ([], []))

    def __len__(self) -> int:
        return len(self.labels)

    def keep(self, image: np.ndarray, label: int) -> None:
        """Add a sketch; the oldest one leaves when there are more than 200."""
        self.images.append(image)
        self.labels.append(label)
        self._has_changed()

    def forget_last(self) -> None:
        """Take the last sketch out again."""
        self._forget(len(self) - 1)

    def forget_all(self) -> None:
        """Start an empty set."""
        self._forget(0)

    def _forget(self, first: int) -> None:
        """Take out what begins at a place; until the next time it can be brought back."""
        self.forgotten = self.images[first:], self.labels[first:]
        del self.images[first:], self.labels[first:]
        self._has_changed()

    def bring_back(self) -> None:
        """Undo what was forgotten last."""
        images, labels = self.forgotten
        self.forgotten = [], []
        self.images += images
        self.labels += labels
        self._has_changed()

    def _has_changed(self) -> None:
        del self.images[:-MAX_DIGITS], self.labels[:-MAX_DIGITS]
        self.adaptation = None
        self.changed()

    def to_note(self) -> Note:
        """Write the digits, without what was learned from them."""
        labels = list(self.labels)
        images = self.images[: len(labels)]
        return {
            "labels": labels,
            "images": array_note(np.array(images, np.uint8).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)),
        }

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read them back; raises KeyError, TypeError or ValueError if they are none."""
        labels = [whole_number(label, high=DIGITS - 1) for label in entries(note, "labels")]
        images = array_from(note["images"], "uint8", row=(IMAGE_SIZE, IMAGE_SIZE))
        if len(images) != len(labels) or len(labels) > MAX_DIGITS:
            raise ValueError(f"it has {len(images)} images and {len(labels)} labels")
        return cls(list(images), labels)

    def merge(self, other: Self) -> int:
        """Take in the digits of another set that are not in this one, as far as there is room."""
        known = {
            (image.tobytes(), label) for image, label in zip(self.images, self.labels, strict=True)
        }
        new = [
            (image, label)
            for image, label in zip(other.images, other.labels, strict=True)
            if (image.tobytes(), label) not in known
        ][: MAX_DIGITS - len(self)]
        for image, label in new:
            self.images.append(image)
            self.labels.append(label)
        if new:
            self._has_changed()
        return len(new)

    def in_words(self) -> str:
        """Say how many there are."""
        return f"{len(self)} digit{'s' * (len(self) != 1)} of your own" if len(self) else ""

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
