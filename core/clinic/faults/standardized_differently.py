"""Validation images are divided by 255, but not standardized as the training images are."""

from torch import nn

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import loss, percent
from core.data.digits import DigitSplit, Standardization
from core.evaluation.evaluate import Evaluation, evaluate
from core.training import Seams

ONLY_DIVIDED = Standardization(mean=0.0, deviation=1.0)


def evaluate_differently(
    model: nn.Module, split: DigitSplit, standardization: Standardization
) -> Evaluation:
    """Measure a network on images that are only divided by 255."""
    return evaluate(model, split, ONLY_DIVIDED)


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"Mean confidence on validation images is {percent(faulty.confidence)} (clean: "
        f"{percent(clean.confidence)}) and validation loss {loss(faulty.validation_loss)} (clean: "
        f"{loss(clean.validation_loss)}), while training loss is the same: the network sees images "
        "far paler than those that it has learned. Accuracy says less: "
        f"{percent(faulty.validation_accuracy)}, clean {percent(clean.validation_accuracy)}."
    )


FAULT = Fault(
    title="Train and test standardized differently",
    belief="Standardization is a step of training; for testing it is enough to divide by 255.",
    question="How confident will the network be about images that were only divided by 255?",
    expectation="The network gets numbers from 0 to 1 where it has learned others from about -0.4 "
    "to 2.8. The images look pale to it: the order of its answers mostly stays, but it is far less "
    "sure of them.",
    explanation=explanation,
    diff="-    inputs = (images / 255 - mean) / deviation\n+    inputs = images / 255",
    seam="evaluation",
    instrument="confidence",
    reading="confidence",
    direction="lower",
    heals=True,
    why_not="Nothing is wrong with the weights: on images standardized as in training they are as "
    "good as the clean ones.",
    seams=Seams(evaluate=evaluate_differently),
    edits=(
        (
            r"\n( +)logits = torch\.cat\(\[model\(inputs\[chunk\]\)",
            r"\n\1pale = images.float().unsqueeze(1) * (1 / 255)"
            r"\n\1logits = torch.cat([model(pale[chunk])",
        ),
    ),
)
