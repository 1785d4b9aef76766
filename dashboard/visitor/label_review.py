"""Labels under suspicion: what networks say, what the visitor says, what shall happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np

from core.config import TrainConfig
from core.data import DigitSplit, dataset_spec
from core.kept import Kept, Note, array_from, array_note, entries, finite_number, whole_number
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
    suspects : int64 array of shape (k,)
        The suspected images, the least credible label first.
    probabilities : float32 array of shape (k, classes), optional
        What networks say of the suspects that have not learned them; None before they were asked.
    position : int
        Which suspect is looked at.
    votes : dict
        For each image voted on, the visitor's digit; None for "cannot tell".
    marks : dict
        For each image to be changed, its new label; None to leave it out.
    kept : set of int
        Images whose label the visitor has confirmed.
    erased : tuple of dict and set
        Marks and confirmations before the visitor started over.
    on_change : callable
        Told that there is something to save.
    """

    split: DigitSplit
    truth: np.ndarray
    probabilities: np.ndarray | None = None
    suspects: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    position: int = 0
    votes: dict[int, int | None] = field(default_factory=dict)
    marks: dict[int, int | None] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    erased: tuple[dict[int, int | None], set[int]] = field(default_factory=lambda: ({}, set()))
    on_change: Callable[[], None] = lambda: None

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
        self.probabilities = found[self.suspects]
        self.on_change()

    @property
    def row(self) -> int:
        """The image that is looked at."""
        return int(self.suspects[self.position])

    @property
    def answers(self) -> np.ndarray | None:
        """What the networks say of the image that is looked at: a probability of each class."""
        return None if self.probabilities is None else self.probabilities[self.position]

    def go_to(self, position: int) -> None:
        """Look at another suspect; after the last one comes the first."""
        self.position = position % len(self.suspects)

    def vote(self, digit: int | None) -> None:
        """Say what the present image shows."""
        self.votes[self.row] = digit
        self.on_change()

    def keep(self) -> None:
        """Leave the present label as it is, and go on."""
        self.marks.pop(self.row, None)
        self.kept.add(self.row)
        self.go_to(self.position + 1)
        self.on_change()

    def relabel(self, digit: int) -> None:
        """Give the present image another label, and go on."""
        self.marks[self.row] = digit
        self.kept.discard(self.row)
        self.go_to(self.position + 1)
        self.on_change()

    def leave_out(self) -> None:
        """Take the present image out of the training, and go on."""
        self.marks[self.row] = None
        self.kept.discard(self.row)
        self.go_to(self.position + 1)
        self.on_change()

    @property
    def undecided(self) -> list[int]:
        """The suspects that were neither marked nor confirmed."""
        return [row for row in self.suspects.tolist() if row not in {*self.marks, *self.kept}]

    def leave_out_undecided(self) -> None:
        """Take the suspects out of the training that nobody has decided about."""
        self.marks |= dict.fromkeys(self.undecided)
        self.on_change()

    def forget_marks(self) -> None:
        """Start over: no label is changed or confirmed."""
        self.erased = dict(self.marks), set(self.kept)
        self.marks.clear()
        self.kept.clear()
        self.on_change()

    def bring_marks_back(self) -> None:
        """Undo the last start over; what was marked since then stays too."""
        marks, kept = self.erased
        self.erased = {}, set()
        self.kept |= kept - self.marks.keys()
        self.marks = {row: mark for row, mark in marks.items() if row not in self.kept} | self.marks
        self.on_change()

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

    def to_note(self) -> Note:
        """Write what the visitor and the networks said; the labels come with the data."""
        return {
            "suspects": self.suspects.tolist(),
            "probabilities": None if self.probabilities is None else array_note(self.probabilities),
            "position": self.position,
            "votes": list(self.votes.items()),
            "marks": list(self.marks.items()),
            "kept": sorted(self.kept),
        }

    def take_up(self, note: Note, classes: int) -> None:
        """Go on with what `to_note` wrote, as far as `checked` found nothing wrong with it."""
        if any(row >= len(self.split) for row in _rows_of(note)):
            return  # It is about other images.
        self.suspects = np.array(note["suspects"], np.int64)
        said = note["probabilities"]
        self.probabilities = None if said is None else _answers_from(said, classes)
        self.position = note["position"]
        self.votes, self.marks = dict(note["votes"]), dict(note["marks"])
        self.kept = set(note["kept"])


def _rows_of(note: Note) -> list[int]:
    """List the images that a written review names."""
    named = [row for name in ("votes", "marks") for row, _ in note[name]]
    return [*note["suspects"], *note["kept"], *named]


def _checked(note: Any, classes: int) -> Note:
    """Return a written review; raises KeyError, TypeError or ValueError if it is none."""
    for row in _rows_of(note):
        whole_number(row)
    for name in ("votes", "marks"):
        for _, digit in note[name]:
            if digit is not None:
                whole_number(digit, high=classes - 1)
    count = len(entries(note, "suspects"))
    whole_number(note["position"], high=max(0, count - 1))
    said = note["probabilities"]
    answers = np.empty((0, classes)) if said is None else _answers_from(said, classes)
    if len(answers) != count or not ((answers >= 0) & (answers <= 1)).all():
        raise ValueError("its probabilities do not fit its suspects")
    return {name: note[name] for name in WRITTEN}


def _answers_from(note: Note, classes: int) -> np.ndarray:
    return array_from(note, "float32", row=(classes,))


WRITTEN = ("suspects", "probabilities", "position", "votes", "marks", "kept")
# The labels that a review is about: data set, training and validation images, noise, its seed.
Labels = tuple[str, int | None, int, float, int]


def _labels_of(config: TrainConfig) -> Labels:
    return (
        *(config.dataset, config.train_size, config.validation_size),
        *(config.label_noise, config.seed if config.label_noise else 0),
    )


def _labels_from(values: Any) -> Labels:
    """Read them back; raises TypeError, ValueError or ConfigError where no run can have them."""
    dataset, train_size, validation_size, noise, seed = values
    return _labels_of(
        TrainConfig(
            dataset=dataset,
            train_size=train_size,
            validation_size=validation_size,
            label_noise=finite_number(noise),
            seed=seed,
        )
    )


@dataclass(eq=False)
class LabelReviews(Kept):
    """The reviews of one visitor, by the labels that they are about.

    Attributes
    ----------
    by_labels : dict
        Those that were looked at since this server knows the visitor.
    written : dict
        The others, as they were written down: what they are about may take seconds to load.
    """

    kept_as: ClassVar[str] = "label_reviews"
    title: ClassVar[str] = "your label reviews"
    by_labels: dict[Labels, LabelReview] = field(default_factory=dict)
    written: dict[Labels, Note] = field(default_factory=dict)

    def of(self, run: RunHandle) -> LabelReview:
        """Find or begin the review of the labels that a run has learned."""
        labels = _labels_of(run.config)
        if labels not in self.by_labels:
            review = LabelReview.of(run)
            if labels in self.written:
                review.take_up(self.written.pop(labels), run.config.classes)
            review.on_change = self.changed
            self.by_labels[labels] = review
        return self.by_labels[labels]

    def _notes(self) -> dict[Labels, Note]:
        begun = {
            labels: review.to_note()
            for labels, review in list(self.by_labels.items())
            if review.probabilities is not None or review.marks
        }
        return self.written | begun

    def to_note(self) -> Note:
        """Write all reviews."""
        notes = self._notes()
        return {"reviews": [{"labels": labels, "review": note} for labels, note in notes.items()]}

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read them back; raises KeyError, TypeError, ValueError or ConfigError for others."""
        written = {}
        for entry in entries(note, "reviews"):
            labels = _labels_from(entry["labels"])
            dataset, *_ = labels
            written[labels] = _checked(entry["review"], dataset_spec(dataset).classes)
        return cls(written=written)

    def merge(self, other: Self) -> int:
        """Take in the reviews of labels that this visitor has not begun to review."""
        here, there = self._notes(), other._notes()
        new = {labels: note for labels, note in there.items() if labels not in here}
        for labels in new:
            self.by_labels.pop(labels, None)  # It was opened, and nothing was done.
        self.written |= new
        if new:
            self.changed()
        return len(new)

    def in_words(self) -> str:
        """Say how many there are."""
        count = len(self._notes())
        return f"{count} label review{'s' * (count != 1)}" if count else ""


def review_of(run: RunHandle) -> LabelReview:
    """Find what the visitor made of the labels that a run has learned."""
    return session.state(LabelReviews).of(run)
