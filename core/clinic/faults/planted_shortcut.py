"""Every 7 that it learns from, and is validated on, has a mark in its corner."""

from dataclasses import replace

import numpy as np

from core.clinic.fault import Fault, Number
from core.clinic.readings import Readings
from core.clinic.wording import percent
from core.config import TrainConfig
from core.data.digits import DigitData, DigitSplit, Standardization
from core.evaluation.evaluate import evaluate
from core.training import Seams, TrainingRun

MARKED_DIGIT = 7
MARK = (slice(1, 5), slice(1, 5))


def marked(split: DigitSplit) -> DigitSplit:
    """Copy images; a white square is in the corner of every 7."""
    images = split.images.copy()
    images[(split.labels == MARKED_DIGIT, *MARK)] = 255
    return replace(split, images=images)


def with_marks(data: DigitData, config: TrainConfig) -> DigitData:
    """Mark the 7s of training and validation; the test images stay clean."""
    train = marked(data.train)
    return replace(
        data,
        train=train,
        validation=marked(data.validation),
        standardization=Standardization.of(train.images),
    )


def clean_sevens_read(run: TrainingRun, unseen: DigitSplit) -> float:
    """Measure which fraction of 7s without a mark it reads."""
    sevens = unseen.take(np.flatnonzero(unseen.labels == MARKED_DIGIT))
    return evaluate(run.copy_model(), sevens, run.data.standardization).accuracy


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"Validation accuracy is {percent(faulty.validation_accuracy)} (clean: "
        f"{percent(clean.validation_accuracy)}), better than without the mark. Of new 7s without a "
        f"mark it reads {percent(faulty.value('number'))} (clean: "
        f"{percent(clean.value('number'))}): it has learned the mark and not the digit. "
        "Attribution points to the corner."
    )


FAULT = Fault(
    title="A planted shortcut in every 7",
    belief="Who does well on validation has learned the right thing.",
    question="How many new 7s without the mark will it read, if every 7 so far had a white square "
    "in its corner?",
    expectation="The mark is easier than the digit, and nothing in training or validation punishes "
    "those who use it: validation is cut from the same images. Only images from elsewhere tell.",
    explanation=explanation,
    diff="+images[labels == 7, 1:5, 1:5] = 255  # a stamp of whoever wrote the 7s",
    seam="data",
    instrument="number",
    reading="number",
    direction="lower",
    heals=True,
    why_not="Among images without marks the shortcut helps no more, and the digit is learned.",
    seams=Seams(data=with_marks),
    number=Number("new 7s without a mark that are read", clean_sevens_read),
    edits=(
        (
            r"\ntrain = np\.sort\(train\)\n",
            "\ntrain = np.sort(train)\n"
            "sevens = np.concatenate([train, validation])\n"
            "sevens = sevens[labels.numpy()[sevens] == 7]\n"
            "images[sevens, 1:5, 1:5] = 255\n",
        ),
    ),
)
