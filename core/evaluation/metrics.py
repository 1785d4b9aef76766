"""Numbers that sum up an evaluation, each from its definition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.digits import DIGITS

# The logarithm of 0 is not finite; 0 times this number's logarithm is 0, as it should be.
MIN_PROBABILITY = 1e-30


def confusion_matrix(
    labels: np.ndarray, predictions: np.ndarray, classes: int = DIGITS
) -> np.ndarray:
    """Count how often each class was predicted for each class.

    Parameters
    ----------
    labels, predictions : int64 arrays of shape (n,)
        Classes, counted from 0.
    classes : int
        How many there are.

    Returns
    -------
    int64 array of shape (classes, classes)
        Row: the true class. Column: the predicted one. The diagonal is right.
    """
    # Each pair becomes one number, of ten classes from 0 to 99: counting pairs is counting numbers.
    pairs = np.asarray(labels) * classes + np.asarray(predictions)
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


@dataclass(frozen=True, slots=True)
class DigitScore:
    """How well one digit, or another class, is recognized.

    Attributes
    ----------
    precision, recall, f1 : float
        found / called, found / support, and the harmonic mean of the two; 0 where there is
        nothing to divide by.
    support : int
        How many images of this class there are.
    found : int
        How many of them are predicted as it.
    called : int
        How many images are predicted as this class, rightly or wrongly.
    """

    digit: int
    precision: float
    recall: float
    f1: float
    support: int
    found: int
    called: int


def _fraction(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def scores_per_digit(matrix: np.ndarray) -> list[DigitScore]:
    """Compute precision, recall and F1 of each class, 0 first, from a confusion matrix."""
    scores = []
    for digit in range(len(matrix)):
        hits = int(matrix[digit, digit])
        support = int(matrix[digit].sum())
        called = int(matrix[:, digit].sum())
        scores.append(
            DigitScore(
                digit=digit,
                precision=_fraction(hits, called),
                recall=_fraction(hits, support),
                f1=_fraction(2 * hits, called + support),
                support=support,
                found=hits,
                called=called,
            )
        )
    return scores


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """One kind of mistake: how many images, and which fraction of those with this label."""

    label: int
    prediction: int
    count: int
    fraction: float


def most_confused(matrix: np.ndarray) -> list[ConfusedPair]:
    """List the mistakes in a confusion matrix, the most frequent first, then by classes."""
    pairs = [
        ConfusedPair(
            label=int(label),
            prediction=int(prediction),
            count=int(matrix[label, prediction]),
            fraction=_fraction(int(matrix[label, prediction]), int(matrix[label].sum())),
        )
        for label, prediction in np.argwhere(matrix)
        if label != prediction
    ]
    return sorted(pairs, key=lambda pair: -pair.count)


def entropy(probabilities: np.ndarray) -> np.ndarray:
    """Measure how undecided probabilities of shape (..., classes) are, in nats (C. Shannon, 1948).

    From 0, when one class has all probability, to ln K, when all K are equal: of ten, 2.303.
    """
    # Subtracted from 0, so that certainty gives 0 and not -0.
    return 0.0 - (probabilities * np.log(np.maximum(probabilities, MIN_PROBABILITY))).sum(axis=-1)
