"""The network is measured as it trains: with dropout on."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.clinic.fault import Fault, Number
from core.clinic.readings import Readings
from core.clinic.wording import percent, points
from core.data.digits import DigitSplit, Standardization
from core.data.pixels import to_model_input
from core.evaluation.evaluate import CHUNK, Evaluation
from core.machine.device import device_of
from core.training import Seams, TrainingRun


def evaluate_without_eval(
    model: nn.Module, split: DigitSplit, standardization: Standardization
) -> Evaluation:
    """Measure a network without `model.eval()`."""
    model.train()  # As the last step left it.
    device = device_of(model)
    with torch.inference_mode():
        logits = torch.cat(
            [
                model(to_model_input(split.images[start : start + CHUNK], standardization, device))
                for start in range(0, len(split), CHUNK)
            ]
        ).to("cpu", torch.float32)
    return Evaluation(
        labels=np.asarray(split.labels),
        probabilities=logits.softmax(dim=1).numpy(),
        losses=functional.cross_entropy(
            logits, torch.tensor(split.labels), reduction="none"
        ).numpy(),
    )


def measured_accuracy(run: TrainingRun, unseen: DigitSplit) -> float:
    """Measure the trained network on its validation images, as its code measures."""
    model = run.copy_model()
    return run.seams.evaluate(model, run.data.validation, run.data.standardization).accuracy


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"The code says {percent(faulty.value('number'))}, for a network that was trained like the "
        f"clean one, which has {percent(clean.value('number'))}: "
        f"{points(clean.value('number') - faulty.value('number'))} are lost in measuring alone, "
        "because half of the units are switched off at random; the next measurement gives another "
        "number."
    )


FAULT = Fault(
    title="eval() forgotten",
    belief="train() and eval() are a formality.",
    question="How many of the validation images will the code count as right if dropout stays on "
    "while it measures?",
    expectation="The network has learned all the same. It is measured with dropout on: half of its "
    "units are missing at random, so it does worse, and differently each time.",
    explanation=explanation,
    diff="-    model.eval()\n     logits = model(inputs)",
    seam="evaluation",
    instrument="number",
    reading="number",
    direction="lower",
    heals=True,
    why_not="Nothing is wrong with the weights: measured with eval() they are as good as the clean "
    "ones.",
    seams=Seams(evaluate=evaluate_without_eval),
    base={"": {"dropout": 0.5}},
    models=("mlp", "cnn", "batchnorm"),
    fits=lambda config: config.dropout > 0 or config.model == "batchnorm",
    needs="dropout above 0, or batch normalization",
    number=Number("accuracy as the code measures it", measured_accuracy),
    edits=(
        (
            r"\ntrain = np\.sort\(train\)\n",
            "\ntrain = np.sort(train)\nvalidation = np.sort(validation)  # in the run's order\n",
        ),
        (r"\n( +)model\.eval\(\)\n", r"\n\1# model.eval() is missing here\n"),
    ),
)
