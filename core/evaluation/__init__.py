"""Measuring a network: one `evaluate`, and the numbers that sum it up."""

from core.evaluation.calibration import (
    Reliability,
    fit_temperature,
    reliability,
    with_temperature,
)
from core.evaluation.evaluate import Evaluation, evaluate, predict_logits, predict_probabilities
from core.evaluation.fingerprint import weights_fingerprint
from core.evaluation.intervals import wilson_interval
from core.evaluation.metrics import (
    ConfusedPair,
    DigitScore,
    confusion_matrix,
    entropy,
    most_confused,
    scores_per_digit,
)
from core.evaluation.mistakes import IMAGE_KINDS, IMAGE_ORDERS, find_images, margins
from core.evaluation.peeking import Peeking, tune_by_peeking
from core.evaluation.robustness import DISTORTIONS, RobustnessPoint, measure_robustness
from core.evaluation.selective import Selective, answer_only_above
from core.evaluation.vault import Opening, Vault, expected_selection_bias

__all__ = [
    "DISTORTIONS",
    "IMAGE_KINDS",
    "IMAGE_ORDERS",
    "ConfusedPair",
    "DigitScore",
    "Evaluation",
    "Opening",
    "Peeking",
    "Reliability",
    "RobustnessPoint",
    "Selective",
    "Vault",
    "answer_only_above",
    "confusion_matrix",
    "entropy",
    "evaluate",
    "expected_selection_bias",
    "find_images",
    "fit_temperature",
    "margins",
    "measure_robustness",
    "most_confused",
    "predict_logits",
    "predict_probabilities",
    "reliability",
    "scores_per_digit",
    "tune_by_peeking",
    "weights_fingerprint",
    "wilson_interval",
    "with_temperature",
]
