"""Labels under suspicion: what networks say, what the visitor says, what shall happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from core.config import TrainConfig
from core.data import DigitSplit
from core.label_errors import out_of_sample_probabilities, suspect_labels
from core.recipes import RECIPES, fit_to_dataset
from core.training import training_split
from dashboard.visitor import session
from dashboard.visitor.run_handle import RunHandle

# One epoch: enough to be right nearly always, and three of them take seconds.
CROSS_VALIDATION = replace(RECIPES["quick"].config, train_size=None, epochs=1)


@dataclass(eq=False)
class LabelReview:
    """The labels of one training set, as a visitor goes through them.

    Attributes
    ----------
    split : DigitSplit
        The training images with the labels that are learned, label noise included.
    truth : int64 array of shape (n,)
        The labels before noise was added.
    probabilities : float32 array of shape (n, 10), optional
        What networks say that have not learned the image; None before they were asked.
    suspects : int64 array of shape (k,)
        The suspected images, the least credible label first.
    position : int
        Which suspect is looked at.
    votes : dict
        For each image voted on, the visitor's digit; None for "cannot tell".
    marks : dict
        For each image to be changed, its new label; None to leave it out.
    kept : set of int
        Images whose label the visitor has confirmed.
    """

    split: DigitSplit
    truth: np.ndarray
    probabilities: np.ndarray | None = None
    suspects: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    position: int = 0
    votes: dict[int, int | None] = field(default_factory=dict)
    marks: dict[int, int | None] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, run: RunHandle) -> LabelReview:
        """Start with the labels that a run has learned, and the corrections it had."""
        data = run.job.run.data
        split = training_split(data, replace(run.config, corrections=()))
        return cls(split, data.train.labels, marks=dict(run.config.corrections))

    def cross_validate(self, config: TrainConfig, on_progress: Callable[[float], None]) -> None:
        """Train three networks, each without a third of the images, and hear them on it."""
        judging = replace(fit_to_dataset(CROSS_VALIDATION, config.dataset), seed=config.seed)
        found = out_of_sample_probabilities(self.split, judging, on_progress=on_progress)
        self.suspects = suspect_labels(self.split.labels, found)
        self.probabilities = found

    @property
    def row(self) -> int:
        """The image that is looked at."""
        return int(self.suspects[self.position])

    def go_to(self, position: int) -> None:
        """Look at another suspect; after the last one comes the first."""
        self.position = position % len(self.suspects)

    def vote(self, digit: int | None) -> None:
        """Say what the present image shows."""
        self.votes[self.row] = digit

    def keep(self) -> None:
        """Leave the present label as it is, and go on."""
        self.marks.pop(self.row, None)
        self.kept.add(self.row)
        self.go_to(self.position + 1)

    def relabel(self, digit: int) -> None:
        """Give the present image another label, and go on."""
        self.marks[self.row] = digit
        self.kept.discard(self.row)
        self.go_to(self.position + 1)

    def leave_out(self) -> None:
        """Take the present image out of the training, and go on."""
        self.marks[self.row] = None
        self.kept.discard(self.row)
        self.go_to(self.position + 1)

    @property
    def undecided(self) -> list[int]:
        """The suspects that were neither marked nor confirmed."""
        return [row for row in self.suspects.tolist() if row not in {*self.marks, *self.kept}]

    def leave_out_undecided(self) -> None:
        """Take the suspects out of the training that nobody has decided about."""
        self.marks |= dict.fromkeys(self.undecided)

    def forget_marks(self) -> None:
        """Start over: no label is changed or confirmed."""
        self.marks.clear()
        self.kept.clear()

    @property
    def caught(self) -> int:
        """How many suspects really have a wrong label, as far as it was made wrong here."""
        wrong = self.split.labels != self.truth
        return int(wrong[self.suspects].sum())

    @property
    def made_wrong(self) -> int:
        """How many labels were made wrong on purpose."""
        return int((self.split.labels != self.truth).sum())

    def corrected(self, config: TrainConfig) -> TrainConfig:
        """Write the marks into a configuration."""
        return replace(config, corrections=tuple(self.marks.items()))


@dataclass(eq=False)
class LabelReviews:
    """The reviews of one visitor, by the labels that they are about."""

    by_labels: dict[tuple[object, ...], LabelReview] = field(default_factory=dict)


def review_of(run: RunHandle) -> LabelReview:
    """Find what the visitor made of the labels that a run has learned."""
    config = run.config
    labels = (
        *(config.dataset, config.train_size, config.validation_size),
        *(config.label_noise, config.seed if config.label_noise else 0),
    )
    reviews = session.state(LabelReviews).by_labels
    if labels not in reviews:
        reviews[labels] = LabelReview.of(run)
    return reviews[labels]
