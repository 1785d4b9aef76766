"""Predictions for training images from networks that were trained without them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sklearn.model_selection import KFold

from core.config import TrainConfig
from core.data.digits import DigitData, DigitSplit, Standardization
from core.data.registry import dataset_spec
from core.evaluation.evaluate import predict_probabilities
from core.machine.device import best_device
from core.models import build_model
from core.progress import OnProgress, no_progress
from core.training.events import BatchEnd, Diverged
from core.training.plan import steps_per_epoch
from core.training.trainer import train

FOLDS = 3


def out_of_sample_probabilities(
    split: DigitSplit,
    config: TrainConfig,
    *,
    folds: int = FOLDS,
    on_progress: OnProgress = no_progress,
) -> np.ndarray:
    """Predict each image with a network that was trained without it.

    The images are divided into folds, whatever their labels; for each fold a new network is
    trained on the others (cross-validation, M. Stone, 1974).

    Parameters
    ----------
    split : DigitSplit
        At least as many images as folds, with the labels to train on.
    config : TrainConfig
        Its label noise and corrections play no part: the split has the labels as they are.
    folds : int
        How many networks are trained.
    on_progress : callable
        Called with the fraction that is done, 0 to 1. What it raises ends the training.

    Returns
    -------
    float32 array of shape (n, classes)
        Softmax of the network's logits. All the same for images whose network diverged.
    """
    config = replace(config, label_noise=0.0, corrections=())
    found = np.full((len(split), config.classes), 1 / config.classes, np.float32)
    cross_validation = KFold(folds, shuffle=True, random_state=config.seed)
    for fold, (learned, left_out) in enumerate(cross_validation.split(split.images)):
        data = _fold_data(split, learned, left_out, config)
        model = build_model(config).to(best_device())
        steps = config.epochs * steps_per_epoch(data, config)
        event = None
        for event in train(model, data, config):
            if isinstance(event, BatchEnd):
                on_progress((fold + event.step / steps) / folds)
        if not isinstance(event, Diverged):
            images = split.images[left_out]
            found[left_out] = predict_probabilities(model, images, data.standardization)
        on_progress((fold + 1) / folds)
    return found


def _fold_data(
    split: DigitSplit, learned: np.ndarray, left_out: np.ndarray, config: TrainConfig
) -> DigitData:
    train_split, others = split.take(learned), split.take(left_out)
    return DigitData(
        train=train_split,
        # A few are enough: nothing is chosen by them.
        validation=others.take(np.arange(min(len(others), config.classes))),
        test=others,
        standardization=Standardization.of(train_split.images),
        name="fold",
        class_names=dataset_spec(config.dataset).class_names,
    )
