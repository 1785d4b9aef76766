"""Tables of an evaluation, as they are shown and downloaded. Pure: draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from core.data import DIGIT_NAMES
from core.evaluation import (
    ConfusedPair,
    DigitScore,
    Evaluation,
    Opening,
    Reliability,
    RobustnessPoint,
    wilson_interval,
)
from dashboard.wording import column_percent

# Columns whose numbers are per cent; a page writes the sign behind each number.
IN_PERCENT = (
    "Precision",
    "Recall",
    "Recall, 95 % from",
    "Recall, 95 % to",
    "F1",
    "Share",
    "Accuracy",
    "from",
    "to",
)


def never_all_or_none(table: pd.DataFrame) -> pd.DataFrame:
    """Round the columns in per cent for a page, none of them to all or none."""
    shown = [name for name in table if name in IN_PERCENT]
    return table.assign(
        **{name: [column_percent(value / 100) for value in table[name]] for name in shown}
    )


def _interval(correct: int, count: int) -> tuple[float, float]:
    low, high = wilson_interval(correct, count)
    return 100 * low, 100 * high


def _column(labels: Iterable[int], names: Sequence[str]) -> Sequence[int] | Sequence[str]:
    """Name classes in a column of a table; digits stay numbers, which a column sorts as such."""
    if tuple(names) == DIGIT_NAMES:
        return list(labels)
    return [names[label] for label in labels]


def scores_table(
    scores: Sequence[DigitScore], names: Sequence[str] = DIGIT_NAMES, noun: str = "digit"
) -> pd.DataFrame:
    """List precision, recall with its 95 % interval, F1 (all in %) and counts per class."""
    intervals = [_interval(score.found, score.support) for score in scores]
    return pd.DataFrame(
        {
            noun.capitalize(): _column([score.digit for score in scores], names),
            "Precision": [100 * score.precision for score in scores],
            "Recall": [100 * score.recall for score in scores],
            "Recall, 95 % from": [low for low, _ in intervals],
            "Recall, 95 % to": [high for _, high in intervals],
            "F1": [100 * score.f1 for score in scores],
            "Correct": [score.found for score in scores],
            "Images": [score.support for score in scores],
        }
    )


def pairs_table(pairs: Sequence[ConfusedPair], names: Sequence[str] = DIGIT_NAMES) -> pd.DataFrame:
    """List the kinds of mistakes, each as a percentage of the true class's images."""
    return pd.DataFrame(
        {
            "True": _column([pair.label for pair in pairs], names),
            "Read as": _column([pair.prediction for pair in pairs], names),
            "Images": [pair.count for pair in pairs],
            "Share": [100 * pair.fraction for pair in pairs],
        }
    )


def matrix_table(
    matrix: np.ndarray, names: Sequence[str] = DIGIT_NAMES, noun: str = "digit"
) -> pd.DataFrame:
    """Write a confusion matrix with its classes."""
    table = pd.DataFrame(matrix, columns=[f"read as {name}" for name in names])
    table.insert(0, f"true {noun}", _column(range(len(matrix)), names))
    return table


def images_table(evaluation: Evaluation, names: Sequence[str] = DIGIT_NAMES) -> pd.DataFrame:
    """List every image: label, prediction, loss in nats, and the probability of each class."""
    table = pd.DataFrame(
        {
            "image": np.arange(len(evaluation.labels)),
            "label": _column(evaluation.labels, names),
            "prediction": _column(evaluation.predictions, names),
            "confidence": evaluation.confidences,
            "loss": evaluation.losses,
        }
    )
    probabilities = pd.DataFrame(
        evaluation.probabilities,
        columns=[f"p{name}" if len(name) == 1 else f"p({name})" for name in names],
    )
    return pd.concat([table, probabilities], axis=1)


def reliability_table(found: Reliability) -> pd.DataFrame:
    """List the bins of a reliability diagram; fractions are from 0 to 1."""
    return pd.DataFrame(
        {
            "confidence above": found.edges[:-1],
            "up to": found.edges[1:],
            "images": found.counts,
            "right": found.correct,
            "mean confidence": found.confidences,
            "accuracy": found.accuracies,
        }
    )


def robustness_table(distortion: str, points: Sequence[RobustnessPoint]) -> pd.DataFrame:
    """List how many images are read right at each level, with the 95 % interval in %."""
    intervals = [_interval(point.correct, point.count) for point in points]
    return pd.DataFrame(
        {
            "distortion": distortion,
            "level": [point.level for point in points],
            "right": [point.correct for point in points],
            "images": [point.count for point in points],
            "from": [low for low, _ in intervals],
            "to": [high for _, high in intervals],
        }
    )


def openings_table(openings: Sequence[Opening]) -> pd.DataFrame:
    """List the openings of the test images; accuracy in %."""
    return pd.DataFrame(
        {
            "Opening": range(1, len(openings) + 1),
            "When (UTC)": [f"{opening.moment:%Y-%m-%d %H:%M:%S}" for opening in openings],
            "What for": [opening.purpose for opening in openings],
            "Accuracy": [100 * opening.correct / opening.count for opening in openings],
            "Right": [opening.correct for opening in openings],
            "Images": [opening.count for opening in openings],
            "Network": [opening.run for opening in openings],
            "Step": [opening.step for opening in openings],
            "Seed": [opening.config.seed for opening in openings],
            "Learning rate": [opening.config.learning_rate for opening in openings],
            "Batch size": [opening.config.batch_size for opening in openings],
            "Epochs": [opening.config.epochs for opening in openings],
        }
    )
