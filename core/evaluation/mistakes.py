"""The images behind a number: mistakes, close calls, a cell of the confusion matrix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.evaluation.evaluate import Evaluation

Order = Callable[[Evaluation], np.ndarray]

# Below this confidence a right prediction counts as unsure.
MIN_SURE_CONFIDENCE = 0.8

# Which images to look at, as a mask over all.
IMAGE_KINDS: dict[str, Callable[[Evaluation], np.ndarray]] = {
    "Mistakes": lambda evaluation: ~evaluation.is_correct,
    "Right but unsure": lambda evaluation: (
        evaluation.is_correct & (evaluation.confidences < MIN_SURE_CONFIDENCE)
    ),
    "All images": lambda evaluation: np.ones(len(evaluation.labels), bool),
}


def margins(evaluation: Evaluation) -> np.ndarray:
    """Return the largest probability minus the second largest: float32 of shape (n,)."""
    best = np.partition(evaluation.probabilities, -2, axis=1)
    return best[:, -1] - best[:, -2]


# The image with the largest number comes first.
IMAGE_ORDERS: dict[str, Order] = {
    "Most confident first": lambda evaluation: evaluation.confidences,
    "Largest loss first": lambda evaluation: evaluation.losses,
    "Smallest margin first": lambda evaluation: -margins(evaluation),
    "As in the data set": lambda evaluation: -np.arange(len(evaluation.labels)),
}


def find_images(
    evaluation: Evaluation,
    *,
    kind: str = "Mistakes",
    order: str = "Most confident first",
    label: int | None = None,
    prediction: int | None = None,
) -> np.ndarray:
    """List the images of a kind, in an order.

    Parameters
    ----------
    kind, order : str
        Keys of `IMAGE_KINDS` and `IMAGE_ORDERS`.
    label, prediction : int, optional
        Only images with this true digit, or with this prediction: both together are a
        cell of the confusion matrix.

    Returns
    -------
    int64 array of shape (k,)
        Positions in the evaluated split.
    """
    wanted = IMAGE_KINDS[kind](evaluation)
    if label is not None:
        wanted = wanted & (evaluation.labels == label)
    if prediction is not None:
        wanted = wanted & (evaluation.predictions == prediction)
    rows = np.flatnonzero(wanted)
    return rows[np.argsort(-IMAGE_ORDERS[order](evaluation)[rows], kind="stable")]
