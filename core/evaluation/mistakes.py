"""The images behind a number: mistakes, close calls, a cell of the confusion matrix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.evaluation.evaluate import Evaluation

Order = Callable[[Evaluation], np.ndarray]

# Below this a right answer counts as unsure.
SURE_FROM = 0.8

# Which images to look at, as a mask over all.
IMAGE_KINDS: dict[str, Callable[[Evaluation], np.ndarray]] = {
    "Mistakes": lambda evaluation: evaluation.predictions != evaluation.labels,
    "Right but unsure": lambda evaluation: (
        (evaluation.predictions == evaluation.labels) & (evaluation.confidences < SURE_FROM)
    ),
    "All images": lambda evaluation: np.ones(len(evaluation.labels), bool),
}


def margins(evaluation: Evaluation) -> np.ndarray:
    """Tell how far the first answer lies before the second.

    Parameters
    ----------
    evaluation : Evaluation
        What the network said.

    Returns
    -------
    float32 array of shape (n,)
        The largest probability minus the second largest; 0 is a tie.
    """
    best = np.partition(evaluation.probabilities, -2, axis=1)
    return best[:, -1] - best[:, -2]


# Largest first.
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
    evaluation : Evaluation
        What the network said.
    kind : str
        A key of `IMAGE_KINDS`.
    order : str
        A key of `IMAGE_ORDERS`.
    label, prediction : int or None
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
