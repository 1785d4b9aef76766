"""What happens when a network is tuned until a few test images are happy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.progress import OnProgress, no_progress
from core.seeding import numpy_generator

TUNING_IMAGES = 200
TRIALS = 1_000
TRIALS_BETWEEN_LOOKS = 10
# Each try moves every weight of the last layer by chance, by about so much of their spread.
SIZE_OF_A_TRY = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Peeking:
    """How tuning went.

    Attributes
    ----------
    trials : int64 array of shape (points,)
        After how many tries it was looked at: 0, 10, 20 ... and the last one.
    tuned : int64 array of shape (points,)
        Right answers on the images that were tuned on, then.
    fresh : int64 array of shape (points,)
        Right answers of the same network on the other images.
    tuned_count, fresh_count : int
        How many images these are.
    """

    trials: np.ndarray
    tuned: np.ndarray
    fresh: np.ndarray
    tuned_count: int
    fresh_count: int


def tune_by_peeking(
    features: np.ndarray,
    labels: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray,
    *,
    trials: int = TRIALS,
    seed: int = 0,
    on_progress: OnProgress = no_progress,
) -> Peeking:
    """Try random changes of the last layer; keep each that some test images do not mind.

    A stand-in for everything that people tune: a change is kept when the accuracy on 200
    images is at least as good as before. Nothing is learned, and yet this accuracy rises.

    Parameters
    ----------
    features : float32 array of shape (n, width)
        From :func:`core.inside.last_hidden_layer`.
    labels : int64 array of shape (n,)
        The true digits.
    weight, bias : float32 arrays of shape (10, width) and (10,)
        Of the last layer.
    trials : int
        How many changes to try, at least 1.
    seed : int
        Which images are tuned on (200, or half of them where there are fewer than 400),
        and which changes are tried.
    on_progress : callable
        Told what share is done, 0 to 1. What it raises ends the tuning.

    Returns
    -------
    Peeking
        Right answers on both sets, from time to time.
    """
    random = numpy_generator(seed, "peeking")
    order = random.permutation(len(labels))
    few = min(TUNING_IMAGES, len(labels) // 2)
    seen, fresh = order[:few], order[few:]
    layer = np.column_stack([weight, bias])
    inputs = np.column_stack([features, np.ones(len(features), features.dtype)])
    few_inputs, fresh_inputs = inputs[seen], inputs[fresh]

    def right(layer: np.ndarray, inputs: np.ndarray, rows: np.ndarray) -> int:
        return int(((inputs @ layer.T).argmax(axis=1) == labels[rows]).sum())

    best = right(layer, few_inputs, seen)
    size = SIZE_OF_A_TRY * layer.std()
    points = []
    for trial in range(trials + 1):
        on_progress(trial / trials)
        if trial % TRIALS_BETWEEN_LOOKS == 0 or trial == trials:
            points.append((trial, best, right(layer, fresh_inputs, fresh)))
        change = random.normal(0.0, size, layer.shape).astype(layer.dtype)
        now = right(layer + change, few_inputs, seen)
        if now >= best:
            layer, best = layer + change, now
    looks, tuned_right, fresh_right = np.array(points).T
    return Peeking(looks, tuned_right, fresh_right, len(seen), len(fresh))
