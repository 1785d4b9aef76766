"""What more training images are worth, and what takes their place: accuracy against their number.

The same network is trained on one image of each class, on two, on five ..., as it is and with
augmentation. Beside it only a new last layer is trained, on what a shipped network makes of the
images: transfer from one that has learned from others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.config import TrainConfig
from core.data import DigitData, DigitSplit, Standardization
from core.inside.features import features_and_logits
from core.machine.device import best_device
from core.models import build_model
from core.pretrained import load_pretrained
from core.progress import OnProgress, no_progress
from core.seeding import numpy_generator
from core.training import BatchEnd, EpochEnd, train

SCRATCH, AUGMENTED, TRANSFER = "scratch", "augmented", "transfer"
TITLES = {
    SCRATCH: "From scratch",
    AUGMENTED: "With augmentation",
    TRANSFER: "Transfer from the reader",
}
# Images of each class.
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
SEEDS = 3
# As many for one image as for thousands: what differs is the images, not how long it learned.
STEPS = 300
# Each image is copied for each step that it is in, so that larger batches would take gigabytes.
MAX_BATCH = 256
# Of the validation images the first so many; more would take longer than the training.
MAX_VALIDATION = 1_000
# What moves the images of data whose own augmentation is "none".
USUAL_AUGMENTATION = "affine"
# The reader has learned from these itself.
KNOWN_TO_THE_READER = ("mnist", "pen", "mnist+pen")
# The last layer is fitted until it no longer moves; this many steps are far more than it takes.
MAX_FIT_STEPS = 1_000


@dataclass(frozen=True, slots=True)
class DataPoint:
    """One network, trained on few images.

    Attributes
    ----------
    way : str
        A key of :data:`TITLES`.
    images : int
        How many training images it had, of all classes together.
    seed : int
        Which images, and the network's own.
    correct, total : int
        How many validation images it reads right, of how many.
    """

    way: str
    images: int
    seed: int
    correct: int
    total: int

    @property
    def accuracy(self) -> float:
        """Return the fraction of validation images that it reads right, 0 to 1."""
        return self.correct / self.total


def rows_of_each(labels: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Choose so many images of each class, or all where there are fewer: rows, in random order.

    Those that are chosen of fewer are among those that are chosen of more.
    """
    order = numpy_generator(seed, "few images").permutation(len(labels))
    chosen = [order[labels[order] == label][:count] for label in np.unique(labels)]
    return np.sort(np.concatenate(chosen))


def sizes_for(labels: np.ndarray) -> list[int]:
    """List how many of each class are tried: those that the rarest class still has."""
    rarest = int(np.unique(labels, return_counts=True)[1].min())
    return [size for size in SIZES if size <= rarest]


def ways_for(data: DigitData) -> list[str]:
    """List what can be compared fairly: no transfer from a network that knows these images."""
    known = data.name in KNOWN_TO_THE_READER
    return [way for way in TITLES if not (known and way == TRANSFER)]


def curve_config(config: TrainConfig) -> TrainConfig:
    """Leave out of a configuration what does not count here, so that equal curves are one."""
    return replace(config, epochs=1, train_size=None, label_noise=0.0, corrections=(), seed=0)


def measure_data_curve(
    data: DigitData,
    config: TrainConfig,
    *,
    seeds: int = SEEDS,
    on_progress: OnProgress = no_progress,
) -> Iterator[DataPoint]:
    """Train one network after the other, from one image of each class to hundreds.

    Parameters
    ----------
    data : DigitData
        Any data set; the test images stay sealed.
    config : TrainConfig
        The network and how it learns; see :func:`curve_config` for what does not count.
    seeds : int
        How often all is done, each time with other images.
    on_progress : callable
        Told the fraction that is done, 0 to 1. What it raises ends the work.
    """
    config = curve_config(config)
    sizes, ways = sizes_for(data.train.labels), ways_for(data)
    validation = data.validation.take(np.arange(min(len(data.validation), MAX_VALIDATION)))
    transfer = _Transfer(validation) if TRANSFER in ways else None
    plan = [(seed, size, way) for seed in range(seeds) for size in sizes for way in ways]
    for done, (seed, size, way) in enumerate(plan):
        few = data.train.take(rows_of_each(data.train.labels, size, seed))

        def tell(share: float, done: int = done) -> None:
            on_progress((done + share) / len(plan))

        if way == TRANSFER:
            assert transfer is not None
            tell(0.0)
            correct = transfer.fit_and_count(few)
        else:
            chosen = replace(config, seed=seed, augmentation=_augmentation(way, config))
            correct = _train_and_count(few, validation, data, chosen, tell)
        yield DataPoint(way, len(few), seed, correct, len(validation))
    on_progress(1.0)


def _augmentation(way: str, config: TrainConfig) -> str:
    if way == SCRATCH:
        return "none"
    return config.augmentation if config.augmentation != "none" else USUAL_AUGMENTATION


def _train_and_count(
    few: DigitSplit, validation: DigitSplit, data: DigitData, config: TrainConfig, tell: OnProgress
) -> int:
    # One epoch in which each image comes again and again, each time augmented anew.
    batch = min(config.batch_size, len(few), MAX_BATCH)
    again = few.take(np.resize(np.arange(len(few)), STEPS * batch))
    alone = replace(
        data, train=again, validation=validation, standardization=Standardization.of(few.images)
    )
    short = replace(config, batch_size=batch)
    model = build_model(short).to(best_device())
    for event in train(model, alone, short):
        if isinstance(event, BatchEnd):
            tell(event.step / STEPS)
        elif isinstance(event, EpochEnd):
            return round(event.validation_accuracy * len(validation))
    return 0  # It diverged: there is nothing that it reads.


class _Transfer:
    """A shipped network without its last layer, and what it makes of the validation images."""

    def __init__(self, validation: DigitSplit) -> None:
        self._reader = load_pretrained("reader")
        self._labels = validation.labels
        self._features = self._features_of(validation.images)

    def _features_of(self, images: np.ndarray) -> np.ndarray:
        features, _ = features_and_logits(self._reader.model, images, self._reader.standardization)
        return features

    def fit_and_count(self, few: DigitSplit) -> int:
        """Fit a new last layer (multinomial logistic regression); count what it reads right."""
        last = make_pipeline(StandardScaler(), LogisticRegression(max_iter=MAX_FIT_STEPS))
        last.fit(self._features_of(few.images), few.labels)
        return int((last.predict(self._features) == self._labels).sum())


def means_by_images(points: Sequence[DataPoint], way: str) -> dict[int, list[float]]:
    """Collect the accuracies of one way by number of training images, fewest first."""
    found: dict[int, list[float]] = {}
    for point in sorted(points, key=lambda point: (point.images, point.seed)):
        if point.way == way:
            found.setdefault(point.images, []).append(point.accuracy)
    return found
