"""The network ends with softmax, and the loss applies it once more."""

from core.clinic.fault import Fault
from core.clinic.output_layers import SoftmaxOutput, with_output
from core.clinic.readings import Readings
from core.clinic.wording import loss, percent
from core.training import Seams

# Of ten outputs between 0 and 1 the best is a 1 and nine 0: softmax makes e / (e + 9) of it.
MOST_CONFIDENT, LEAST_LOSS = 0.232, 1.461


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"Training loss stays at {loss(faulty.training_loss)} (clean: "
        f"{loss(clean.training_loss)}) and cannot fall below {LEAST_LOSS}; mean confidence is "
        f"{percent(faulty.confidence)} (clean: {percent(clean.confidence)}) and can never be more "
        f"than {percent(MOST_CONFIDENT)}. Accuracy hides it: "
        f"{percent(faulty.validation_accuracy)} with the fault, "
        f"{percent(clean.validation_accuracy)} without."
    )


FAULT = Fault(
    title="Softmax before cross-entropy",
    belief="A classifier gives probabilities, so its last layer is a softmax.",
    question="How confident will a network be that ends with softmax, if the loss is "
    "cross-entropy?",
    expectation="PyTorch's cross-entropy applies softmax itself. Of outputs that lie between 0 and "
    "1 already, the second softmax makes nearly equal probabilities, and the gradient that comes "
    "back through both is small. The network still learns which digit is largest.",
    explanation=explanation,
    diff="-        return self.output(features)\n"
    "+        return self.output(features).softmax(dim=1)",
    seam="model",
    instrument="confidence",
    reading="confidence",
    direction="lower",
    heals=True,
    why_not="The weights are good; without the second softmax their answers are probabilities at "
    "once, and training goes on.",
    seams=Seams(build=with_output(SoftmaxOutput)),
    edits=(
        (r"(model = nn\.Sequential\((?:\n    .*)*)\n\)", r"\1\n    nn.Softmax(dim=1),\n)"),
        (r"\n( +)return self\.output\((.*)\)", r"\n\1return self.output(\2).softmax(dim=1)"),
    ),
)
