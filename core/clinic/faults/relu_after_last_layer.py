"""An activation follows the last layer too."""

from core.clinic.fault import Fault
from core.clinic.output_layers import ReluOutput, with_output
from core.clinic.readings import Readings
from core.clinic.wording import loss, percent
from core.training import Seams


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"Training loss is {loss(faulty.training_loss)} (clean: {loss(clean.training_loss)}), "
        f"validation accuracy {percent(faulty.validation_accuracy)} (clean: "
        f"{percent(clean.validation_accuracy)}): no digit can be voted against with less than 0, "
        "and a digit whose output has become 0 for every image is never learned again."
    )


FAULT = Fault(
    title="ReLU after the last layer",
    belief="Every layer is followed by its activation.",
    question="What becomes of the loss if the ten logits cannot be negative?",
    expectation="Logits are votes for and against; ReLU forbids votes against. Where a logit is 0 "
    "no gradient comes back, and a digit whose logit is 0 for every image stays lost.",
    explanation=explanation,
    diff="-        return self.output(features)\n+        return self.output(features).relu()",
    seam="model",
    instrument="loss",
    reading="training_loss",
    direction="higher",
    heals=True,
    why_not="Without the ReLU the gradient reaches every logit again, lost digits too.",
    seams=Seams(build=with_output(ReluOutput)),
    base={"": {"optimizer": "adam", "learning_rate": 0.01}},
    edits=(
        (r"(model = nn\.Sequential\((?:\n    .*)*)\n\)", r"\1\n    nn.ReLU(),\n)"),
        (r"\n( +)return self\.output\((.*)\)", r"\n\1return self.output(\2).relu()"),
    ),
)
