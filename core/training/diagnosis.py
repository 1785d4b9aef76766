"""What a training has come to, in one sentence from its numbers; nothing where they are unclear.

The thresholds were chosen on about 150 small trainings of known kinds, on three data sets. Thirty
others check them, in ``tests/core/training/test_diagnosis.py``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.config import TrainConfig
from core.models import MODELS
from core.optimization import OPTIMIZERS, SCHEDULES
from core.percent import chance, percent
from core.plain_numbers import exact_number
from core.settings import MAX_EPOCHS
from core.training.events import Diverged, EpochEnd, History

Kind = Literal[
    "diverged",
    "rate too large",
    "rate too small",
    "only zeros",
    "wrong labels",
    "overfitting",
    "still improving",
    "fine",
]

# A batch that costs so many times as much as guessing was overshot, not only hard.
OVERSHOT = 2
MANY_NATS = 1_000
FAR_FROM_USUAL = 5
# From the best validation loss in the first half of the epochs to the best in the second: it falls
# where it loses this part, or so many nats; it has settled where it loses less than both.
FALLING_PART, FALLING_NATS = 0.15, 0.08
SETTLED_PART, SETTLED_NATS = 0.08, 0.02
# The best of the last epochs above the best of all, in parts. A single epoch may be a bad moment.
RISEN, HARDLY_RISEN = 1.12, 1.08
MIN_TAIL_EPOCHS = 3
LARGE_GAP, SMALL_GAP, HIDDEN_NOISE_GAP = 0.05, 0.05, 0.08
BY_HEART, GOOD_ACCURACY = 0.995, 0.9
# A schedule that ends below this part of the learning rate has settled the network by itself.
SETTLED_FACTOR = 0.05


@dataclass(frozen=True, slots=True)
class Guessing:
    """What guessing among some classes gives, and how far above it something was learned.

    Attributes
    ----------
    accuracy, loss : float
        Of guessing; the loss in nats.
    """

    accuracy: float
    loss: float

    @classmethod
    def among(cls, classes: int) -> Guessing:
        """Return what guessing among so many classes gives."""
        return cls(1 / classes, math.log(classes))

    def above(self, accuracy: float) -> float:
        """Move an accuracy chosen for ten classes: as far between guessing and all right as there.

        0.25 of ten is a sixth of the way; of two classes that is 0.583.
        """
        of_ten = (accuracy - 0.1) / 0.9
        return round(self.accuracy + of_ten * (1 - self.accuracy), 12)

    @property
    def nothing_learned(self) -> float:
        """Return the accuracy below which nothing was learned."""
        return self.above(0.25)

    @property
    def little_learned(self) -> float:
        """Return the accuracy below which so little was learned that something is wrong."""
        return self.above(0.5)

    @property
    def as_good_as_guessing(self) -> float:
        """Return the accuracy below which it may as well guess."""
        return self.above(0.13)

    @property
    def overshot_loss(self) -> float:
        """Return the loss of a batch above which a step was too long, in nats."""
        return OVERSHOT * self.loss


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a training has come to.

    Attributes
    ----------
    kind : str
        In two words.
    sentence : str
        What the numbers say, and what to try next.
    setting : str
        The setting to try next, a key of :data:`core.settings.SETTINGS`.
    """

    kind: Kind
    sentence: str
    setting: str


def diagnose(
    config: TrainConfig, history: History, diverged: Diverged | None = None
) -> Diagnosis | None:
    """Say what a training that is over has come to.

    Parameters
    ----------
    config : TrainConfig
        Its settings.
    history : History
        Its steps and epochs.
    diverged : Diverged, optional
        How it ended, if its loss was no longer a number.

    Returns
    -------
    Diagnosis or None
        None where the numbers do not tell: before the first epoch has ended, and between kinds.
    """
    if diverged is not None:
        return _diverged(config, diverged)
    if not history.epochs or not history.batches:
        return None
    if found := _learned_nothing(config, history):
        return found
    if history.epochs[-1].validation_accuracy < Guessing.among(config.classes).nothing_learned:
        return None  # Of what has learned nothing, only the reason could be told.
    looks = (_wrong_labels, _overfitting, _still_improving, _fine)
    return next(filter(None, (look(config, history) for look in looks)), None)


def _usual_rate(config: TrainConfig) -> float:
    return OPTIMIZERS[config.optimizer].typical_learning_rate


def _diverged(config: TrainConfig, end: Diverged) -> Diagnosis:
    try_next = min(_usual_rate(config), end.learning_rate / 10)
    return Diagnosis(
        "diverged",
        f"It diverged at step {end.step:,}: with a learning rate of "
        f"{exact_number(end.learning_rate)} each step overshot further than the one before; try "
        f"{exact_number(try_next)}.",
        "learning_rate",
    )


def _learned_nothing(config: TrainConfig, history: History) -> Diagnosis | None:
    last, guessing = history.epochs[-1], Guessing.among(config.classes)
    right = max(last.training_accuracy, last.validation_accuracy)
    if right >= guessing.little_learned or config.label_noise >= 1 - guessing.little_learned:
        return None
    # What steps were really taken with: a learner may have moved it on the way.
    rate = max(batch.learning_rate for batch in history.batches)
    usual, title = _usual_rate(config), OPTIMIZERS[config.optimizer].title
    nothing = "nothing" if right < guessing.as_good_as_guessing else "almost nothing"
    learned = (
        f"It has learned {nothing} ({percent(last.validation_accuracy)} of the validation images "
        f"are right, guessing gives {chance(config.classes)})"
        if right < guessing.nothing_learned
        else f"It has learned little ({percent(last.validation_accuracy)} of the validation "
        "images are right)"
    )
    top = max(batch.loss for batch in history.batches)
    if rate > usual and (top > guessing.overshot_loss or rate >= FAR_FROM_USUAL * usual):
        stuck = (
            ", and units of ReLU may be dead since then"
            if config.activation == "relu" and abs(last.training_loss - guessing.loss) < 0.1
            else ""
        )
        return Diagnosis(
            "rate too large",
            f"{learned}: with a learning rate of {exact_number(rate)} steps overshot, up to a loss "
            f"of {_loss(top)} where guessing costs {guessing.loss:.2f}{stuck}; try "
            f"{exact_number(usual)}, usual for {title}.",
            "learning_rate",
        )
    if right >= guessing.nothing_learned:
        return None
    if config.init == "zeros" and MODELS[config.model].has_hidden_layer:
        return Diagnosis(
            "only zeros",
            f"{learned}: with initial weights of zero all units of a layer stay the same; try "
            "PyTorch's default initial weights.",
            "init",
        )
    if rate <= usual / FAR_FROM_USUAL and top <= guessing.overshot_loss:
        first = history.epochs[0].training_loss
        return Diagnosis(
            "rate too small",
            f"{learned}: with a learning rate of {exact_number(rate)} training loss has only moved "
            f"from {first:.3f} to {last.training_loss:.3f}; try {exact_number(usual)}, usual for "
            f"{title}.",
            "learning_rate",
        )
    return None


def _loss(value: float) -> str:
    return f"{value:,.1f}" if value < MANY_NATS else f"more than {MANY_NATS:,}"


def _epochs(count: int) -> str:
    return f"{count} epoch{'' if count == 1 else 's'}"


def _best(epochs: Sequence[EpochEnd]) -> EpochEnd:
    return min(epochs, key=lambda end: end.validation_loss)


def _wrong_labels(config: TrainConfig, history: History) -> Diagnosis | None:
    last = history.epochs[-1]
    gap = last.validation_accuracy - last.training_accuracy
    if not config.label_noise:
        return _perhaps_wrong_labels(config, history, gap)
    right_labels, best = 1 - config.label_noise, _best(history.epochs)
    wrong = f"{100 * config.label_noise:g} % of the training labels are wrong"
    if last.training_accuracy > right_labels + 0.02 and best.epoch < last.epoch:
        return Diagnosis(
            "wrong labels",
            f"{wrong}, and it learns them by heart: training accuracy "
            f"({percent(last.training_accuracy)}) is above the {percent(right_labels)} that are "
            f"right, and validation loss was lowest after epoch {best.epoch} "
            f"({best.validation_loss:.3f}, now {last.validation_loss:.3f}); try "
            f"{_epochs(best.epoch)}.",
            "epochs",
        )
    if last.training_accuracy > right_labels + 0.02:
        return None
    below = (
        f" and below validation accuracy ({percent(last.validation_accuracy)})" if gap > 0 else ""
    )
    return Diagnosis(
        "wrong labels",
        f"{wrong} but no validation label is, so training accuracy "
        f"({percent(last.training_accuracy)}) stays below {percent(right_labels)}{below}: it does "
        "not believe them; try label noise of 0 % to see what they cost.",
        "label_noise",
    )


def _perhaps_wrong_labels(config: TrainConfig, history: History, gap: float) -> Diagnosis | None:
    if config.dropout or config.augmentation != "none" or len(history.epochs) < 3:
        return None  # These make training images harder than validation images, labels or not.
    before, last = history.epochs[-2:]
    if gap < HIDDEN_NOISE_GAP or last.training_accuracy - before.training_accuracy > 0.03:
        return None
    return Diagnosis(
        "wrong labels",
        f"Training accuracy ({percent(last.training_accuracy)}) stays {100 * gap:.1f} points below "
        f"validation accuracy ({percent(last.validation_accuracy)}) without dropout or "
        "augmentation: some training labels are probably wrong; look at the suspects on Evaluate, "
        "and try again with them corrected.",
        "corrections",
    )


def _overfitting(config: TrainConfig, history: History) -> Diagnosis | None:
    best, last = _best(history.epochs), history.epochs[-1]
    gap = last.training_accuracy - last.validation_accuracy
    rose = _end(history) > RISEN * best.validation_loss
    by_heart = last.training_accuracy >= BY_HEART
    if gap < LARGE_GAP / 2 or not (rose or (by_heart and gap >= LARGE_GAP)):
        return None
    said = (
        f"It overfits: training accuracy {percent(last.training_accuracy)}, validation accuracy "
        f"{percent(last.validation_accuracy)}"
    )
    if rose:
        said += (
            f", and validation loss has risen from {best.validation_loss:.3f} (epoch {best.epoch}) "
            f"to {last.validation_loss:.3f}"
        )
    if config.train_size is not None:
        return Diagnosis("overfitting", f"{said}; try more training images.", "train_size")
    if rose and best.epoch <= len(history.epochs) / 2:
        return Diagnosis("overfitting", f"{said}; try {_epochs(best.epoch)}.", "epochs")
    if config.augmentation == "none":
        return Diagnosis("overfitting", f"{said}; try augmentation.", "augmentation")
    return Diagnosis("overfitting", f"{said}; try more weight decay.", "weight_decay")


def _end(history: History) -> float:
    """Return the best validation loss of the last epochs."""
    count = max(MIN_TAIL_EPOCHS, len(history.epochs) // 5)
    return _best(history.epochs[-count:]).validation_loss


def _falls(history: History, part: float = FALLING_PART, nats: float = FALLING_NATS) -> bool:
    """Return whether the second half of the epochs has brought validation loss down so far."""
    half = (len(history.epochs) + 1) // 2
    if half == len(history.epochs):
        return False
    before = _best(history.epochs[:half]).validation_loss
    after = _best(history.epochs[half:]).validation_loss
    return after <= (1 - part) * before or before - after >= nats


def _settled(config: TrainConfig) -> bool:
    return SCHEDULES[config.schedule].factor(99, 100) <= SETTLED_FACTOR


def _still_improving(config: TrainConfig, history: History) -> Diagnosis | None:
    epochs = history.epochs
    if _settled(config) or not _falls(history):
        return None
    last, half = epochs[-1], epochs[: (len(epochs) + 1) // 2][-1]
    if last.validation_loss > 1.02 * _best(epochs).validation_loss:
        return None
    if last.training_loss > 0.95 * half.training_loss:
        return None
    said = (
        f"It is still improving: from epoch {half.epoch} to {last.epoch} validation loss has "
        f"fallen from {half.validation_loss:.3f} to {last.validation_loss:.3f}"
    )
    rate, usual = max(batch.learning_rate for batch in history.batches), _usual_rate(config)
    if rate <= usual / FAR_FROM_USUAL:
        return Diagnosis(
            "still improving",
            f"{said}; try a larger learning rate than {exact_number(rate)} "
            f"({exact_number(usual)} is usual for {OPTIMIZERS[config.optimizer].title}).",
            "learning_rate",
        )
    # One that was stopped early has epochs left that were planned.
    longer = 2 * config.epochs if len(epochs) == config.epochs else config.epochs
    longer = min(longer, MAX_EPOCHS)
    return Diagnosis("still improving", f"{said}; try {_epochs(longer)}.", "epochs")


def _fine(config: TrainConfig, history: History) -> Diagnosis | None:
    best, last = _best(history.epochs), history.epochs[-1]
    gap = last.training_accuracy - last.validation_accuracy
    if last.validation_accuracy < GOOD_ACCURACY or gap > SMALL_GAP:
        return None
    if _end(history) > HARDLY_RISEN * best.validation_loss:
        return None
    if not _settled(config) and (
        len(history.epochs) < 4 or _falls(history, SETTLED_PART, SETTLED_NATS)
    ):
        return None
    said = (
        f"It has learned well: validation accuracy {percent(last.validation_accuracy)}, training "
        f"accuracy {percent(last.training_accuracy)}, and validation loss has settled at "
        f"{last.validation_loss:.3f}"
    )
    if config.augmentation != "none" or not MODELS[config.model].has_hidden_layer:
        return Diagnosis("fine", f"{said}; for more, try another network.", "model")
    return Diagnosis("fine", f"{said}; for more, try augmentation.", "augmentation")
