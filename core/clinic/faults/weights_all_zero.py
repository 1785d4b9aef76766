"""All weights start at zero."""

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import GUESSING_LOSS, loss, percent


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"{percent(faulty.dead_units)} of the hidden units are dead (clean: "
        f"{percent(clean.dead_units)}), and training loss stays at {loss(faulty.training_loss)}; "
        f"guessing costs {GUESSING_LOSS:.3f}. Validation accuracy: "
        f"{percent(faulty.validation_accuracy)}, clean {percent(clean.validation_accuracy)}."
    )


FAULT = Fault(
    title="Weights all zero",
    belief="Training finds good weights wherever they start, and zero is the neutral start.",
    question="How many of the hidden units will work if all weights start at zero?",
    expectation="With weights of zero all units of a layer give the same, 0 after ReLU, and their "
    "gradients are zero too. Only the ten biases of the last layer move: they learn how frequent "
    "each digit is.",
    explanation=explanation,
    diff="-    nn.init.kaiming_uniform_(weight, a=math.sqrt(5))\n+    nn.init.zeros_(weight)",
    seam="settings",
    instrument="dead_units",
    reading="dead_units",
    direction="higher",
    heals=False,
    why_not="The clean code draws other weights only at the beginning; from zeros it goes on just "
    "as the faulty one. It begins anew.",
    changes={"": {"init": "zeros"}},
    models=("mlp", "cnn"),
)
