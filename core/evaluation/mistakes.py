"""The images a network gets wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.evaluation.evaluate import Evaluation

Order = Callable[[Evaluation], np.ndarray]

# Largest first.
MISTAKE_ORDERS: dict[str, Order] = {
    "Most confident first": lambda evaluation: evaluation.confidences,
    "Largest loss first": lambda evaluation: evaluation.losses,
    "As in the data set": lambda evaluation: -np.arange(len(evaluation.labels)),
}


def find_mistakes(
    evaluation: Evaluation,
    *,
    order: str = "Most confident first",
    label: int | None = None,
    prediction: int | None = None,
) -> np.ndarray:
    """List the images whose prediction is wrong.

    Parameters
    ----------
    evaluation : Evaluation
        What the network said.
    order : str
        A key of `MISTAKE_ORDERS`.
    label, prediction : int or None
        Only mistakes with this true digit, or with this prediction.

    Returns
    -------
    int64 array of shape (k,)
        Positions in the evaluated split.
    """
    wrong = evaluation.predictions != evaluation.labels
    if label is not None:
        wrong &= evaluation.labels == label
    if prediction is not None:
        wrong &= evaluation.predictions == prediction
    rows = np.flatnonzero(wrong)
    return rows[np.argsort(-MISTAKE_ORDERS[order](evaluation)[rows], kind="stable")]
