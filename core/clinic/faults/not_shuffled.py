"""Images come sorted by digit, and nobody shuffles them."""

import numpy as np

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import percent
from core.config import TrainConfig
from core.data.digits import DigitSplit
from core.training import Seams


def sorted_by_label(split: DigitSplit, epoch: int, config: TrainConfig) -> np.ndarray:
    """Take the images as a folder for each digit would give them: all of 0, then all of 1."""
    return np.argsort(split.labels, kind="stable")


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"While it trains, {percent(faulty.training_accuracy)} of each batch are right (clean: "
        f"{percent(clean.training_accuracy)}), and of the validation images only "
        f"{percent(faulty.validation_accuracy)} (clean: {percent(clean.validation_accuracy)}): "
        "each digit drives out the one before."
    )


FAULT = Fault(
    title="Sorted data, not shuffled",
    belief="In each epoch every image is seen once; in which order makes no difference.",
    question="How many validation images will be right if all images of 0 come first, then all of "
    "1, and so on?",
    expectation="A batch of one digit alone teaches to answer with that digit. Batches look easy, "
    "so training accuracy is high, and what was learned before is forgotten.",
    explanation=explanation,
    diff="-    order = random.permutation(len(split))\n"
    '+    order = np.argsort(split.labels, kind="stable")',
    seam="order",
    instrument="accuracy",
    reading="validation_accuracy",
    direction="lower",
    heals=True,
    why_not="The weights are not ruined: shuffled batches teach all digits again.",
    seams=Seams(order=sorted_by_label),
    # So that each digit fills several batches of an epoch.
    base={"digits": {"batch_size": 8, "learning_rate": 0.02}},
    edits=(
        (
            r"order = np\.random\.default_rng\(seeds\(f\"batch order of epoch \{epoch\}\"\)\)"
            r"\.permutation\(train\)",
            'order = train[np.argsort(labels.numpy()[train], kind="stable")]',
        ),
    ),
)
