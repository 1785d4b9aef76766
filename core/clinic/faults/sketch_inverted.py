"""Sketches reach the network as black ink on white paper."""

import numpy as np

from core.clinic.fault import Fault, Number
from core.clinic.readings import Readings
from core.clinic.wording import percent
from core.data.digits import DigitSplit
from core.evaluation.evaluate import evaluate
from core.training import Seams, TrainingRun


def inverted(images: np.ndarray) -> np.ndarray:
    """Show paper as 255 and ink as 0, as a screen has them."""
    return 255 - images


def accuracy_on_sketches(run: TrainingRun, unseen: DigitSplit) -> float:
    """Measure the network on its validation images as sketches."""
    validation = run.data.validation
    sketches = DigitSplit(run.seams.sketch(validation.images), validation.labels)
    return evaluate(run.copy_model(), sketches, run.data.standardization).accuracy


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"Of the same digits, drawn as black ink on white paper, "
        f"{percent(faulty.value('number'))} are right; as white ink on black paper, as it has "
        f"learned them, {percent(clean.value('number'))}. The curves of the two trainings are the "
        "same: the fault is not in training."
    )


FAULT = Fault(
    title="Sketch colors inverted",
    belief="A digit is a digit, black on white or white on black.",
    question="How many digits will a trained network read if ink and paper change their colors?",
    expectation="To a network a digit is where the large numbers are. MNIST's ink is 255 on paper "
    "of 0; a screen has it the other way round. Every pixel then says the opposite, and the "
    "answers are no better than guessing. No curve of the training shows it.",
    explanation=explanation,
    diff="-    pixels = 255 - gray\n+    pixels = gray",
    seam="sketch",
    instrument="number",
    reading="number",
    direction="lower",
    heals=True,
    why_not="Nothing is wrong with the weights: shown as it has learned them, it reads sketches.",
    seams=Seams(sketch=inverted),
    number=Number("accuracy on digits drawn as sketches", accuracy_on_sketches),
)
