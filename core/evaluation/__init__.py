"""Measuring a network: one `evaluate`, and the numbers that sum it up."""

from core.evaluation.evaluate import (
    Evaluation,
    evaluate,
    predict_logits,
    predict_probabilities,
)
from core.evaluation.metrics import DigitScore, confusion_matrix, entropy, scores_per_digit
from core.evaluation.mistakes import MISTAKE_ORDERS, find_mistakes

__all__ = [
    "MISTAKE_ORDERS",
    "DigitScore",
    "Evaluation",
    "confusion_matrix",
    "entropy",
    "evaluate",
    "find_mistakes",
    "predict_logits",
    "predict_probabilities",
    "scores_per_digit",
]
