"""What remains when a network may answer "I don't know"."""

from __future__ import annotations

from dataclasses import dataclass

from core.evaluation.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Selective:
    """What comes of answering only where the confidence reaches a threshold.

    `answered` of `count` images get an answer, and `correct` of these answers are right.
    """

    threshold: float
    answered: int
    correct: int
    count: int

    @property
    def coverage(self) -> float:
        """Return the fraction of images that get an answer, 0 to 1."""
        return self.answered / self.count

    @property
    def accuracy(self) -> float:
        """Return the fraction of answers that are right, 0 to 1; NaN without any answer."""
        return self.correct / self.answered if self.answered else float("nan")


def answer_only_above(evaluation: Evaluation, threshold: float) -> Selective:
    """Count the answers at or above a confidence, and the right ones (C. Chow, 1970)."""
    answered = evaluation.confidences >= threshold
    return Selective(
        threshold=threshold,
        answered=int(answered.sum()),
        correct=int((answered & evaluation.is_correct).sum()),
        count=len(evaluation.labels),
    )
