"""What networks say about training images that they have not learned from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sklearn.model_selection import KFold

from core.config import TrainConfig
from core.data.digits import CLASSES, DigitData, DigitSplit, Standardization
from core.evaluation.evaluate import predict_probabilities
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
    """Let each image be judged by a network that was trained without it.

    The images are dealt into folds, whatever their labels; for each fold a new network learns the
    others (cross-validation, M. Stone, 1974).

    Parameters
    ----------
    split : DigitSplit
        Images with the labels that a network would learn; at least as many as folds.
    config : TrainConfig
        How the judges are trained; its label noise and corrections are left out, because
        the split has the labels as they are.
    folds : int
        How many networks are trained.
    on_progress : callable
        Told what share is done, 0 to 1. What it raises ends the training.

    Returns
    -------
    float32 array of shape (n, 10)
        Softmax of the judging network's logits. All 0.1 for images whose judge diverged.
    """
    config = replace(config, label_noise=0.0, corrections=())
    found = np.full((len(split), CLASSES), 1 / CLASSES, np.float32)
    deal = KFold(folds, shuffle=True, random_state=config.seed)
    for fold, (learned, judged) in enumerate(deal.split(split.images)):
        data = _without(split, learned, judged)
        model = build_model(config)
        steps = config.epochs * steps_per_epoch(data, config)
        event = None
        for event in train(model, data, config):
            if isinstance(event, BatchEnd):
                on_progress((fold + event.step / steps) / folds)
        if not isinstance(event, Diverged):
            images = split.images[judged]
            found[judged] = predict_probabilities(model, images, data.standardization)
        on_progress((fold + 1) / folds)
    return found


def _without(split: DigitSplit, learned: np.ndarray, judged: np.ndarray) -> DigitData:
    train_split, others = split.take(learned), split.take(judged)
    return DigitData(
        train=train_split,
        # A few are enough here: nothing is chosen by them.
        validation=others.take(np.arange(min(len(others), CLASSES))),
        test=others,
        standardization=Standardization.of(train_split.images),
        name="fold",
    )
