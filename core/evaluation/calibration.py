"""Whether a network is right as often as it says it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from core.evaluation.evaluate import Evaluation

BINS = 10
# A smaller probability is not a number in float32 any more, and its logarithm neither.
TINY = np.finfo(np.float32).tiny
LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE = 0.05, 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Confidence against accuracy, in bins of equal width.

    Attributes
    ----------
    edges : float64 array of shape (bins + 1,)
        From 0 to 1.
    counts : int64 array of shape (bins,)
        Images whose confidence falls into each bin.
    confidences : float64 array of shape (bins,)
        Their mean confidence; not a number where a bin is empty.
    correct : int64 array of shape (bins,)
        How many of them are right.
    """

    edges: np.ndarray
    counts: np.ndarray
    confidences: np.ndarray
    correct: np.ndarray

    @property
    def accuracies(self) -> np.ndarray:
        """The share that is right in each bin.

        Returns
        -------
        float64 array of shape (bins,)
            Not a number where a bin is empty.
        """
        filled = self.counts > 0
        return np.divide(
            self.correct, self.counts, out=np.full(len(self.counts), np.nan), where=filled
        )

    @property
    def expected_calibration_error(self) -> float:
        """How far confidence and accuracy lie apart (C. Guo et al., 2017).

        Returns
        -------
        float
            The mean over the bins of the distance, each weighted by its images; 0 is
            perfect, 1 the worst.
        """
        filled = self.counts > 0
        gaps = np.abs(self.accuracies - self.confidences)[filled]
        return float((gaps * self.counts[filled]).sum() / self.counts.sum())


def reliability(evaluation: Evaluation, bins: int = BINS) -> Reliability:
    """Sort images by confidence and compare it with how many are right.

    Parameters
    ----------
    evaluation : Evaluation
        What the network said.
    bins : int
        Of equal width between 0 and 1; each holds its upper edge.

    Returns
    -------
    Reliability
        The points of a reliability diagram (M. DeGroot, S. Fienberg, 1983).
    """
    edges = np.linspace(0.0, 1.0, bins + 1)
    confidences = evaluation.confidences.astype(np.float64)
    place = np.clip(np.searchsorted(edges, confidences, side="left") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    sums = np.bincount(place, weights=confidences, minlength=bins)
    right = evaluation.predictions == evaluation.labels
    return Reliability(
        edges=edges,
        counts=counts,
        confidences=np.divide(sums, counts, out=np.full(bins, np.nan), where=counts > 0),
        correct=np.bincount(place[right], minlength=bins),
    )


def with_temperature(evaluation: Evaluation, temperature: float) -> Evaluation:
    """Divide the logits by a temperature before softmax.

    Parameters
    ----------
    evaluation : Evaluation
        What the network said. The logarithms of its probabilities are the logits but
        for a constant, which softmax does not notice. Probabilities below 1e-38 count as
        1e-38: losses beyond 87 nats are cut there.
    temperature : float
        Above 0. Above 1 makes the network less sure, below 1 more; predictions stay,
        but for ties in the last digit of float32.

    Returns
    -------
    Evaluation
        Of the same images.
    """
    scaled = _logits(evaluation) / temperature
    rows = np.arange(len(evaluation.labels))
    return Evaluation(
        labels=evaluation.labels,
        probabilities=softmax(scaled, axis=1).astype(np.float32),
        losses=-log_softmax(scaled, axis=1)[rows, evaluation.labels].astype(np.float32),
    )


def fit_temperature(validation: Evaluation) -> float:
    """Find the temperature with the smallest loss (C. Guo et al., 2017).

    Parameters
    ----------
    validation : Evaluation
        Of images that were not learned from. Never the test images: they would have
        helped to choose a number, and could not judge it any more.

    Returns
    -------
    float
        Between 0.05 and 20. Above 1: the network was too sure of itself.
    """
    logits, rows = _logits(validation), np.arange(len(validation.labels))

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        return float(-log_softmax(scaled, axis=1)[rows, validation.labels].mean())

    # The logarithm, because halving and doubling are steps of the same size.
    bounds = (np.log(LOWEST_TEMPERATURE), np.log(HIGHEST_TEMPERATURE))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))


def _logits(evaluation: Evaluation) -> np.ndarray:
    return np.log(np.maximum(evaluation.probabilities, TINY).astype(np.float64))


@dataclass(frozen=True, slots=True)
class Selective:
    """What is left when a network may say "I do not know".

    Attributes
    ----------
    threshold : float
        It answers where its confidence is at least so large.
    answered : int
        How many images it answers.
    correct : int
        How many of these answers are right.
    count : int
        How many images there are.
    """

    threshold: float
    answered: int
    correct: int
    count: int

    @property
    def coverage(self) -> float:
        """The share of images that get an answer.

        Returns
        -------
        float
            0 to 1.
        """
        return self.answered / self.count

    @property
    def accuracy(self) -> float:
        """The share of answers that are right.

        Returns
        -------
        float
            0 to 1; not a number when nothing is answered.
        """
        return self.correct / self.answered if self.answered else float("nan")


def answer_only_above(evaluation: Evaluation, threshold: float) -> Selective:
    """Count answers and right answers above a confidence (C. Chow, 1970).

    Parameters
    ----------
    evaluation : Evaluation
        What the network said.
    threshold : float
        0 to 1.

    Returns
    -------
    Selective
        Coverage against accuracy at this threshold.
    """
    answered = evaluation.confidences >= threshold
    right = evaluation.predictions == evaluation.labels
    return Selective(
        threshold=threshold,
        answered=int(answered.sum()),
        correct=int((answered & right).sum()),
        count=len(right),
    )
