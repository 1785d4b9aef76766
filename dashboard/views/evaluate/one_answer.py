"""What to say of a network that gives every image the same answer."""

from __future__ import annotations

import math

import numpy as np

from core.data import CLASSES
from core.evaluation import Evaluation

GUESSING_NATS = math.log(CLASSES)


def same_answer(evaluation: Evaluation) -> str:
    """Say what the one answer means; empty where there are several answers, or one image.

    Its loss tells whether something was learned: below that of guessing, the right digits already
    have more than a tenth of the probability.
    """
    only = np.unique(evaluation.predictions)
    if len(only) > 1 or len(evaluation.labels) == 1:
        return ""
    begin = f"This network says {only[0]} to every image"
    if evaluation.loss < GUESSING_NATS:
        return (
            f"{begin}, and yet it has learned something: its mean loss of {evaluation.loss:.3f} "
            f"nats is below that of guessing, {GUESSING_NATS:.3f}. Train it longer, or with a "
            "larger learning rate."
        )
    return (
        f"{begin}, and its mean loss of {evaluation.loss:.3f} nats is no better than guessing, "
        f"{GUESSING_NATS:.3f}. It has not been trained yet, or a learning rate that is too large "
        "has destroyed what it knew."
    )
