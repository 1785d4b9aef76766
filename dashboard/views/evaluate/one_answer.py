"""What to say of a network that gives every image the same answer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.data import DIGIT_NAMES
from core.evaluation import Evaluation
from dashboard.plain_text import plain


def same_answer(evaluation: Evaluation, names: Sequence[str] = DIGIT_NAMES) -> str:
    """Say what the one answer means; empty where there are several answers, or one image.

    Its loss tells whether something was learned: below that of guessing, the right classes already
    have more than their share of the probability; of digits, a tenth.
    """
    only = np.unique(evaluation.predictions)
    if len(only) > 1 or len(evaluation.labels) == 1:
        return ""
    guessing = math.log(len(names))
    begin = f"This network says {plain(names[only[0]])} to every image"
    if evaluation.loss < guessing:
        return (
            f"{begin}, and yet it has learned something: its mean loss of {evaluation.loss:.3f} "
            f"nats is below that of guessing, {guessing:.3f}. Train it longer, or with a "
            "larger learning rate."
        )
    return (
        f"{begin}, and its mean loss of {evaluation.loss:.3f} nats is no better than guessing, "
        f"{guessing:.3f}. It has not been trained yet, or a learning rate that is too large "
        "has destroyed what it knew."
    )
