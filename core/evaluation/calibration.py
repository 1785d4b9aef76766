"""Whether a network's confidence is justified: how often it is right at each confidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from core.evaluation.evaluate import Evaluation

BINS = 10
# Float32 has no smaller normal number, and the logarithm of 0 is not finite.
MIN_PROBABILITY = np.finfo(np.float32).tiny
MIN_TEMPERATURE, MAX_TEMPERATURE = 0.05, 20.0


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
        Their mean confidence; NaN where a bin is empty.
    correct : int64 array of shape (bins,)
        How many of them are predicted correctly.
    """

    edges: np.ndarray
    counts: np.ndarray
    confidences: np.ndarray
    correct: np.ndarray

    @property
    def accuracies(self) -> np.ndarray:
        """Return the accuracy in each bin: float64 of shape (bins,), NaN where it is empty."""
        return _divide(self.correct, self.counts)

    @property
    def expected_calibration_error(self) -> float:
        """Return the mean distance of confidence and accuracy, 0 to 1 (C. Guo et al., 2017).

        Each bin counts as much as it has images.
        """
        filled = self.counts > 0
        gaps = np.abs(self.accuracies - self.confidences)[filled]
        return float((gaps * self.counts[filled]).sum() / self.counts.sum())


def reliability(evaluation: Evaluation, bins: int = BINS) -> Reliability:
    """Compute the points of a reliability diagram (M. DeGroot, S. Fienberg, 1983).

    The bins have equal width between 0 and 1; each includes its upper edge.
    """
    edges = np.linspace(0.0, 1.0, bins + 1)
    confidences = evaluation.confidences.astype(np.float64)
    place = np.clip(np.searchsorted(edges, confidences, side="left") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    return Reliability(
        edges=edges,
        counts=counts,
        confidences=_divide(np.bincount(place, weights=confidences, minlength=bins), counts),
        correct=np.bincount(place[evaluation.is_correct], minlength=bins),
    )


def _divide(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return np.divide(sums, counts, out=np.full(len(counts), np.nan), where=counts > 0)


def with_temperature(evaluation: Evaluation, temperature: float) -> Evaluation:
    """Divide the logits by a temperature before softmax: above 1 it lowers the confidence.

    Predictions stay, except for ties in the last digit of float32. The logarithms of the
    probabilities are the logits up to a constant, which softmax ignores. Probabilities below
    1e-38 count as 1e-38, so losses end at 87 nats.
    """
    scaled = _logits(evaluation) / temperature
    rows = np.arange(len(evaluation.labels))
    return Evaluation(
        labels=evaluation.labels,
        probabilities=softmax(scaled, axis=1).astype(np.float32),
        losses=-log_softmax(scaled, axis=1)[rows, evaluation.labels].astype(np.float32),
    )


def fit_temperature(validation: Evaluation) -> float:
    """Find the temperature with the smallest loss, between 0.05 and 20 (C. Guo et al., 2017).

    Above 1 the network was overconfident. It needs images that the network was not trained on,
    and never the test images: they cannot judge a number that they helped to choose.
    """
    logits, rows = _logits(validation), np.arange(len(validation.labels))

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        return float(-log_softmax(scaled, axis=1)[rows, validation.labels].mean())

    # The logarithm, because halving and doubling are steps of the same size.
    bounds = (np.log(MIN_TEMPERATURE), np.log(MAX_TEMPERATURE))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))


def _logits(evaluation: Evaluation) -> np.ndarray:
    return np.log(np.maximum(evaluation.probabilities, MIN_PROBABILITY).astype(np.float64))
