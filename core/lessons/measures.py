"""What is measured of a run's network for a challenge, beside the numbers of its training.

A name says what: "shift 3", "strangers 7", "wrong_labels", "planted_found",
"right_labels_changed". The test images are not measured here: they pass through the vault.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np
from torch import nn

from core.config import TrainConfig
from core.data import DigitData, DigitSplit
from core.data.pen import DIGITS_OF_A_WRITER, TEST_WRITERS
from core.data.pen_file import pen_digits
from core.data.registry import SPLIT_SEED
from core.data.splits import split_by_writer
from core.evaluation import DISTORTIONS, predict_probabilities
from core.pretrained.strangers import draw_all
from core.training import training_split

# Enough to see a point of difference, as on Evaluate.
DISTORTED_IMAGES = 1_000
# Of the pen, in canvas pixels: the usual one of the Sketch page.
BRUSH = 20
STRANGERS = 5
TEST_ACCURACY = "test_accuracy"


def measured(
    names: Iterable[str], model: nn.Module, data: DigitData, config: TrainConfig
) -> dict[str, float]:
    """Measure what is named.

    Parameters
    ----------
    names : iterable of str
        What to measure. What is not known here is left out.
    model : nn.Module
        The network at the end of its training.
    data : DigitData
        What it was trained with, before labels were made wrong or corrected.
    config : TrainConfig
        Its settings.
    """
    found: dict[str, float] = {}
    for name in names:
        what, _, where = name.partition(" ")
        match what:
            case "shift":
                found[name] = _accuracy(model, data, _shifted(data.validation, float(where)))
            case "strangers":
                found[name] = _accuracy(model, data, five_strangers(int(float(where))))
            case "wrong_labels" | "planted_found" | "right_labels_changed":
                found[name] = _of_labels(data, config)[what]
    return found


def _accuracy(model: nn.Module, data: DigitData, split: DigitSplit) -> float:
    probabilities = predict_probabilities(model, split.images, data.standardization)
    return float((probabilities.argmax(axis=1) == split.labels).mean())


def _shifted(split: DigitSplit, pixels: float) -> DigitSplit:
    few = DigitSplit(split.images[:DISTORTED_IMAGES], split.labels[:DISTORTED_IMAGES])
    return replace(few, images=DISTORTIONS["shift"].apply(few.images, pixels))


@cache
def five_strangers(digit: int) -> DigitSplit:
    """Draw how five people write a digit from whom no run learns that counts for a challenge.

    Runs on MNIST learn from none of the pen strokes. Runs on pen strokes are validated on whole
    writers, always taken in one order, so these five are the first ones left out; those of the
    test images stay sealed.
    """
    digits = [one for one in pen_digits() if one.writer not in TEST_WRITERS]
    labels = np.array([one.label for one in digits])
    writers = np.array([one.writer for one in digits])
    _, apart = split_by_writer(labels, writers, STRANGERS * DIGITS_OF_A_WRITER, SPLIT_SEED)
    return draw_all([digits[row] for row in apart if digits[row].label == digit], BRUSH)


def _of_labels(data: DigitData, config: TrainConfig) -> dict[str, float]:
    """Compare the labels as they are, as they were made wrong, and as they were corrected."""
    truth = data.train.labels
    noisy = training_split(data, replace(config, corrections=())).labels
    learned, is_left_out = noisy.copy(), np.zeros(len(truth), bool)
    for row, label in config.corrections:
        if label is None:
            is_left_out[row] = True
        else:
            learned[row] = label
    planted = noisy != truth
    wrong = (learned != truth) & ~is_left_out
    found = planted & ~wrong
    return {
        "wrong_labels": float(wrong.sum() / (~is_left_out).sum()),
        "planted_found": float(found.sum() / planted.sum()) if planted.any() else 0.0,
        "right_labels_changed": float((~planted & (is_left_out | wrong)).sum()),
    }
