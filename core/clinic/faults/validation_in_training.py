"""The validation images are among the training images."""

from dataclasses import replace

import numpy as np

from core.clinic.fault import Fault, Number
from core.clinic.readings import Readings
from core.clinic.wording import percent, points
from core.config import TrainConfig
from core.data.digits import DigitData, DigitSplit, Standardization
from core.evaluation.evaluate import evaluate
from core.training import Seams, TrainingRun


def with_validation(data: DigitData, config: TrainConfig) -> DigitData:
    """Learn from the validation images too."""
    images = np.concatenate([data.train.images, data.validation.images])
    labels = np.concatenate([data.train.labels, data.validation.labels])
    return replace(
        data, train=DigitSplit(images, labels), standardization=Standardization.of(images)
    )


def optimism(run: TrainingRun, unseen: DigitSplit) -> float:
    """Compare accuracy on validation images with that on images that no twin has seen."""
    model, standardization = run.copy_model(), run.data.standardization
    validation, honest = (
        evaluate(model, split, standardization).accuracy for split in (run.data.validation, unseen)
    )
    return validation - honest


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    difference = faulty.value("number")
    return (
        f"Validation accuracy is {percent(faulty.validation_accuracy)} (clean: "
        f"{percent(clean.validation_accuracy)}), {points(difference)} "
        f"{'above' if difference > 0 else 'below'} what the same network reaches on images that it "
        f"has never seen; the clean twin's two numbers differ by "
        f"{points(clean.value('number'))}. The number is better and the network is not."
    )


FAULT = Fault(
    title="Validation images inside training",
    belief="More images are better: why waste the validation images?",
    question="How far above the accuracy on new images will validation accuracy lie?",
    expectation="Images that were learned are no examination. Validation accuracy says then what "
    "training accuracy says, and nothing about new images.",
    explanation=explanation,
    diff="-train = images[train_rows]\n"
    "+train = images[np.concatenate([train_rows, validation_rows])]",
    seam="data",
    instrument="number",
    reading="number",
    direction="higher",
    heals=False,
    why_not="What was learned cannot be unlearned: its validation images will never be new to this "
    "network. It begins anew.",
    seams=Seams(data=with_validation),
    base={
        "mnist": {"train_size": 600, "validation_size": 1_000, "epochs": 20},
        "digits": {"train_size": 300, "epochs": 40},
    },
    number=Number("validation accuracy minus accuracy on new images", optimism),
    edits=(
        (
            r"\ntrain = np\.sort\(train\)\n",
            "\ntrain = np.concatenate([np.sort(train), np.sort(validation)])\n",
        ),
    ),
)
