"""The baseline ladder: what each idea is worth before the next one is added."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data import DigitData, to_model_input
from core.evaluation import evaluate
from core.machine.device import best_device
from core.models import build_model, parameter_count
from core.progress import OnProgress, no_progress
from core.recipes import RECIPES, fit_to_dataset
from core.training import BatchEnd, steps_per_epoch, train

NETWORKS = ("linear", "mlp", "cnn")
MEAN_IMAGE, NEAREST_NEIGHBOR = "mean_image", "nearest_neighbor"
RUNGS = 2 + len(NETWORKS)  # Before them, two methods that only compare pixels.
# This many training images at a time are compared with all validation images. Measured, 55,000 of
# MNIST with 5,000, on two cores: 2.5 to 3.5 s with chunks of 250 to 2,000. All at once takes
# scikit-learn's KNeighborsClassifier 8.6 s and its pairwise_distances_argmin 12.5 s.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Rung:
    """One method to recognize digits, measured on the validation images.

    Attributes
    ----------
    name : str
        "mean_image", "nearest_neighbor" or a key of :data:`core.recipes.RECIPES`.
    title, idea : str
        Its name on pages, and what it does, in a sentence or two.
    correct, total : int
        How many validation images it predicts correctly, of how many.
    parameters : int
        Numbers that a prediction needs. Of a network: its parameters. Of the mean image: the
        pixels of one image for each class; of digits, 7,840. Of the nearest neighbor: the pixels of
        all training images.
    learning_seconds, reading_seconds : float
        Spent on the training images, without the validation after each epoch; and on all
        validation images once.
    """

    name: str
    title: str
    idea: str
    correct: int
    total: int
    parameters: int
    learning_seconds: float
    reading_seconds: float

    @classmethod
    def of(cls, name: str, **measured: Any) -> Rung:
        """Name a method with its title and idea; raises KeyError for one that is no rung."""
        title, idea = _METHODS.get(name) or (RECIPES[name].title, RECIPES[name].idea)
        return cls(name=name, title=title, idea=idea, **measured)

    @property
    def accuracy(self) -> float:
        """Return the fraction of validation images predicted correctly, 0 to 1."""
        return self.correct / self.total


_METHODS = {
    MEAN_IMAGE: (
        "Mean image",
        "Blurred pictures, the mean of each class. The closest one is the answer.",
    ),
    NEAREST_NEIGHBOR: (
        "Nearest neighbor",
        "Learns by heart. The label of the training image that is closest is the answer.",
    ),
}


def climb_ladder(
    data: DigitData,
    *,
    seed: int = 0,
    epochs: int | None = None,
    on_progress: OnProgress = no_progress,
) -> Iterator[Rung]:
    """Measure one method after the other, from the mean image to the CNN, each when asked for.

    All learn from the same training images, get their pixels through the same doorway, and
    predict the same validation images. The test images stay sealed.

    Parameters
    ----------
    data : DigitData
        Any data set.
    seed : int
        Of the networks; the first two methods leave nothing to chance.
    epochs : int, optional
        Of each network; those of its recipe when not given.
    on_progress : callable
        Called with the fraction of the present rung that is done, 0 to 1: `RUNGS` times from
        the beginning. What it raises ends the climb.
    """
    yield _mean_image(data, on_progress)
    yield _nearest_neighbor(data, on_progress)
    for name in NETWORKS:
        yield _network(name, data, seed, epochs, on_progress)


def _mean_image(data: DigitData, on_progress: OnProgress) -> Rung:
    began = time.perf_counter()
    digits = np.unique(data.train.labels)
    means = []
    for place, digit in enumerate(digits):
        on_progress(place / len(digits))
        means.append(_pixels(data, data.train.images[data.train.labels == digit]).mean(dim=0))
    known = torch.stack(means)  # (classes, 784)
    learned = time.perf_counter()
    correct = _count_correct(data, [(known, digits)])
    on_progress(1.0)
    return Rung.of(
        MEAN_IMAGE,
        correct=correct,
        total=len(data.validation),
        parameters=known.numel(),
        learning_seconds=learned - began,
        reading_seconds=time.perf_counter() - learned,
    )


def _nearest_neighbor(data: DigitData, on_progress: OnProgress) -> Rung:
    def chunks() -> Iterator[tuple[Tensor, np.ndarray]]:
        for start in range(0, len(data.train), CHUNK):
            on_progress(start / len(data.train))
            rows = slice(start, start + CHUNK)
            yield _pixels(data, data.train.images[rows]), data.train.labels[rows]

    began = time.perf_counter()
    correct = _count_correct(data, chunks())
    on_progress(1.0)
    return Rung.of(
        NEAREST_NEIGHBOR,
        correct=correct,
        total=len(data.validation),
        parameters=data.train.images.size,
        learning_seconds=0.0,  # All its work is left for the prediction.
        reading_seconds=time.perf_counter() - began,
    )


def _pixels(data: DigitData, images: np.ndarray) -> Tensor:
    """Convert images to what the networks get, each as a row: (n, 784)."""
    return to_model_input(images, data.standardization, best_device()).flatten(start_dim=1)


def _count_correct(data: DigitData, known: Iterable[tuple[Tensor, np.ndarray]]) -> int:
    """Count validation images whose label is that of the closest known one (Euclid)."""
    images = _pixels(data, data.validation.images)  # (n, 784)
    closest = np.full(len(images), np.inf)
    answers = np.zeros(len(images), dtype=np.int64)
    for pixels, labels in known:
        # |known - image|^2 = |known|^2 - 2 known . image + |image|^2, where the last term is the
        # same whatever is known. So one matrix product compares everything with everything.
        squares = torch.addmm(pixels.square().sum(dim=1), images, pixels.T, alpha=-2)  # (n, known)
        smallest, rows = (found.cpu().numpy() for found in squares.min(dim=1))
        closer = smallest < closest
        closest[closer], answers[closer] = smallest[closer], labels[rows[closer]]
    return int((answers == data.validation.labels).sum())


def _network(
    name: str, data: DigitData, seed: int, epochs: int | None, on_progress: OnProgress
) -> Rung:
    config = replace(fit_to_dataset(RECIPES[name].config, data.name), seed=seed)
    if epochs is not None:
        config = replace(config, epochs=epochs)
    steps = config.epochs * steps_per_epoch(data, config)
    model = build_model(config).to(best_device())
    learning_seconds, began = 0.0, time.perf_counter()
    for event in train(model, data, config):
        if isinstance(event, BatchEnd):
            learning_seconds += time.perf_counter() - began
            on_progress(event.step / steps)
        began = time.perf_counter()
    began = time.perf_counter()
    evaluation = evaluate(model, data.validation, data.standardization)
    return Rung.of(
        name,
        correct=evaluation.correct,
        total=len(data.validation),
        parameters=parameter_count(model),
        learning_seconds=learning_seconds,
        reading_seconds=time.perf_counter() - began,
    )
