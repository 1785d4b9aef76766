"""Tuning a network on test images, to show that its accuracy on them then means little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.progress import OnProgress, no_progress
from core.seeding import numpy_generator

TUNING_IMAGES = 200
TRIALS = 1_000
TRIALS_PER_POINT = 10
# Standard deviation of the random changes, as a fraction of the weights' own.
CHANGE_SIZE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Peeking:
    """The course of tuning on test images.

    Attributes
    ----------
    trials : int64 array of shape (points,)
        After how many trials each point was measured: 0, 10, 20 ... and the last one.
    tuned : int64 array of shape (points,)
        Right predictions on the images that were tuned on.
    fresh : int64 array of shape (points,)
        Right predictions of the same network on the other images.
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
    """Try random changes of the last layer; keep each that does not lower a test accuracy.

    A stand-in for everything that people tune: a change is kept when the accuracy on 200
    images is at least as good as before. Nothing is learned, and yet this accuracy rises.

    Parameters
    ----------
    features : float32 array of shape (n, width)
        From :func:`core.inside.last_hidden_layer`.
    weight, bias : float32 arrays of shape (10, width) and (10,)
        Of the last layer.
    seed : int
        Decides which images are tuned on (200, or half of them where there are fewer than
        400), and which changes are tried.
    """
    random = numpy_generator(seed, "peeking")
    order = random.permutation(len(labels))
    few = min(TUNING_IMAGES, len(labels) // 2)
    seen, fresh = order[:few], order[few:]
    layer = np.column_stack([weight, bias])
    seen_features = features[seen]

    def predict(layer: np.ndarray, features: np.ndarray) -> np.ndarray:
        return (features @ layer[:, :-1].T + layer[:, -1]).argmax(axis=1)

    def count_right(layer: np.ndarray) -> int:
        return int((predict(layer, seen_features) == labels[seen]).sum())

    def count_fresh(layer: np.ndarray) -> int:
        # Reads all of them: a copy without the few would take as much memory again.
        return int((predict(layer, features)[fresh] == labels[fresh]).sum())

    best = count_right(layer)
    size = CHANGE_SIZE * layer.std()
    points = []
    for trial in range(trials + 1):
        on_progress(trial / trials)
        if trial % TRIALS_PER_POINT == 0 or trial == trials:
            points.append((trial, best, count_fresh(layer)))
        change = random.normal(0.0, size, layer.shape).astype(layer.dtype)
        now = count_right(layer + change)
        if now >= best:
            layer, best = layer + change, now
    measured_after, tuned_right, fresh_right = np.array(points).T
    return Peeking(measured_after, tuned_right, fresh_right, len(seen), len(fresh))
