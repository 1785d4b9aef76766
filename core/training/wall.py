"""A wall of some validation images, and what a network takes them for while it learns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.evaluation.evaluate import predict_probabilities
from core.machine.threads import using_threads
from core.training.run import TrainingRun

WALL_IMAGES = 24
# What stands for a guess where the probabilities are no numbers.
NO_GUESS = -1


@dataclass(frozen=True, slots=True, eq=False)
class Guesses:
    """What a network takes images for at one moment of its training.

    Attributes
    ----------
    step : int
        Steps taken before that moment.
    digits : int64 array of shape (n,)
        The most probable class of each image; `NO_GUESS` where probabilities are no numbers.
    """

    step: int
    digits: np.ndarray


def wall_rows(labels: np.ndarray, count: int = WALL_IMAGES) -> np.ndarray:
    """Choose images of every class, always the same ones.

    The first image of each class, then the second of each, until there are enough.

    Parameters
    ----------
    labels : int64 array of shape (n,)
        The classes that the images show, counted from 0.
    count : int
        How many images are wanted.

    Returns
    -------
    int64 array of shape (count,)
        Positions in ``labels``, sorted by class; fewer where there are not so many images.
    """
    of_each = [
        np.flatnonzero(labels == digit)[:count] for digit in range(labels.max(initial=0) + 1)
    ]
    rows = np.concatenate(of_each)
    turns = np.concatenate([np.arange(len(found)) for found in of_each])
    chosen = rows[np.lexsort((labels[rows], turns))[:count]]
    return chosen[np.argsort(labels[chosen], kind="stable")]


def guess_soon(run: TrainingRun, images: np.ndarray, *, seconds: float = 0.0) -> Guesses | None:
    """Let a network guess between two steps of its training, which goes on meanwhile.

    Parameters
    ----------
    run : TrainingRun
        Another thread may advance it.
    images : uint8 array of shape (n, 28, 28)
        0 is paper, 255 is ink.
    seconds : float
        How long to wait for the end of a step and its validation; 0 or more.

    Returns
    -------
    Guesses or None
        None where the step took longer.
    """
    copied = run.copy_with_step_soon(seconds)
    if copied is None:
        return None
    step, model = copied
    # So few images are not worth a second thread, and the other cores belong to the training.
    with using_threads(1):
        probabilities = predict_probabilities(model, images, run.data.standardization)
    digits = probabilities.argmax(axis=1)
    digits[np.isnan(probabilities).any(axis=1)] = NO_GUESS
    return Guesses(step, digits)
