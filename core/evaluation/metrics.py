"""Numbers that sum up an evaluation, each from its definition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.digits import CLASSES

# The logarithm of 0 is not a number; 0 times this one's is 0, as it should be.
TINY = 1e-30


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    """Count how often each digit was taken for each digit.

    Parameters
    ----------
    labels, predictions : int64 arrays of shape (n,)
        Digits 0 to 9.

    Returns
    -------
    int64 array of shape (10, 10)
        Row: the true digit. Column: the predicted one. The diagonal is right.
    """
    # Each pair becomes one number from 0 to 99, so counting pairs is counting numbers.
    pairs = np.asarray(labels) * CLASSES + np.asarray(predictions)
    return np.bincount(pairs, minlength=CLASSES**2).reshape(CLASSES, CLASSES)


@dataclass(frozen=True, slots=True)
class DigitScore:
    """How well one digit is recognized.

    Attributes
    ----------
    digit : int
        0 to 9.
    precision : float
        Of the images called this digit, the share that is one; 0 if none was.
    recall : float
        Of the images of this digit, the share that was found; 0 if there is none.
    f1 : float
        Harmonic mean of the two; 0 if both are.
    support : int
        How many images of this digit there are.
    found : int
        How many of them were called by their name.
    called : int
        How many images were called this digit, rightly or wrongly.
    """

    digit: int
    precision: float
    recall: float
    f1: float
    support: int
    found: int
    called: int


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def scores_per_digit(matrix: np.ndarray) -> list[DigitScore]:
    """Compute precision, recall and F1 of each digit.

    Parameters
    ----------
    matrix : int64 array of shape (10, 10)
        From :func:`confusion_matrix`.

    Returns
    -------
    list of DigitScore
        One for each digit, 0 to 9.
    """
    scores = []
    for digit in range(CLASSES):
        hits = int(matrix[digit, digit])
        support = int(matrix[digit].sum())
        called = int(matrix[:, digit].sum())
        scores.append(
            DigitScore(
                digit=digit,
                precision=_share(hits, called),
                recall=_share(hits, support),
                f1=_share(2 * hits, called + support),
                support=support,
                found=hits,
                called=called,
            )
        )
    return scores


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """One kind of mistake.

    Attributes
    ----------
    label : int
        The true digit.
    prediction : int
        What the network said instead.
    count : int
        How many images.
    share : float
        Of the images with this true digit.
    """

    label: int
    prediction: int
    count: int
    share: float


def most_confused(matrix: np.ndarray) -> list[ConfusedPair]:
    """List all kinds of mistakes, the most frequent first.

    Parameters
    ----------
    matrix : int64 array of shape (10, 10)
        From :func:`confusion_matrix`.

    Returns
    -------
    list of ConfusedPair
        Only those that happened; of equal counts the smaller digits first.
    """
    pairs = [
        ConfusedPair(
            label=int(label),
            prediction=int(prediction),
            count=int(matrix[label, prediction]),
            share=_share(int(matrix[label, prediction]), int(matrix[label].sum())),
        )
        for label, prediction in np.argwhere(matrix)
        if label != prediction
    ]
    return sorted(pairs, key=lambda pair: -pair.count)


def entropy(probabilities: np.ndarray) -> np.ndarray:
    """Measure how undecided probabilities are (C. Shannon, 1948).

    Parameters
    ----------
    probabilities : float array of shape (..., 10)
        Each row sums to 1.

    Returns
    -------
    float array of shape (...)
        In nats: 0 when one digit has it all, ln 10 = 2.303 when all are equally probable.
    """
    # Taken from 0, so that certainty gives 0 and not -0.
    return 0.0 - (probabilities * np.log(np.maximum(probabilities, TINY))).sum(axis=-1)
