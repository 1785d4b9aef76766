"""Pixels reach the network as 0 to 255."""

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import loss, norm, percent
from core.config import TrainConfig
from core.data.digits import DigitData, Standardization
from core.training import Seams

# (pixel / 255 - 0) / (1 / 255) is the pixel itself.
RAW = Standardization(mean=0.0, deviation=1 / 255)


def raw_pixels(data: DigitData, config: TrainConfig) -> DigitData:
    """Leave the pixels as they are in the file."""
    return data.standardized_by(RAW)


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    if faulty.diverged:
        return (
            "It diverged: inputs of 255 make gradients hundreds of times as long, and each step "
            f"overshot. The clean twin reached {percent(clean.validation_accuracy)}."
        )
    return (
        f"{percent(faulty.dead_units)} of the hidden units are dead (clean: "
        f"{percent(clean.dead_units)}), the gradient norm is {norm(faulty.gradient_norm)} (clean: "
        f"{norm(clean.gradient_norm)}) and training loss {loss(faulty.training_loss)} (clean: "
        f"{loss(clean.training_loss)}): inputs that are hundreds of times as large make gradients "
        "hundreds of times as long, and the same learning rate far too large."
    )


FAULT = Fault(
    title="Pixels not standardized (0 to 255)",
    belief="Pixels are pixels; the network finds the right scale by itself.",
    question="What will happen to the hidden units if the pixels are not divided by 255 and "
    "standardized?",
    expectation="The gradient of a weight is proportional to its input. With inputs up to 255 the "
    "first step goes hundreds of times as far, with the same learning rate: units die at once.",
    explanation=explanation,
    diff="-    inputs = (images / 255 - mean) / deviation\n+    inputs = images",
    seam="data",
    instrument="dead_units",
    reading="dead_units",
    direction="higher",
    heals=False,
    why_not="Units that died stay dead with standardized pixels too. It begins anew.",
    seams=Seams(data=raw_pixels),
    models=("mlp", "cnn"),
    edits=(
        (
            r"\(\(images\.float\(\) - mean\) \* \(1 / deviation\)\)\.unsqueeze\(1\)",
            "images.float().unsqueeze(1)",
        ),
    ),
)
