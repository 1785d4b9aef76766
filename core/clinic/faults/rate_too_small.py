"""The learning rate is far too small."""

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import GUESSING_LOSS, loss, percent


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"Training loss is still {loss(faulty.training_loss)} after the last epoch (clean: "
        f"{loss(clean.training_loss)}); guessing costs {GUESSING_LOSS:.3f}. "
        f"{percent(faulty.dead_units)} of the hidden units are dead, so nothing is broken: it has "
        "hardly moved."
    )


FAULT = Fault(
    title="Learning rate far too small",
    belief="A small learning rate is careful: slower, but safe.",
    question="Where will the loss be after the last epoch with a learning rate of 0.0001?",
    expectation="Each step is a thousandth of a usual one. The loss falls as slowly, and at the "
    "end of the training it is near its beginning. No unit is dead: only the steps are too short.",
    explanation=explanation,
    diff="-LEARNING_RATE = 0.1\n+LEARNING_RATE = 0.0001",
    seam="settings",
    instrument="loss",
    reading="training_loss",
    direction="higher",
    heals=True,
    why_not="Nothing is broken: with a usual learning rate it learns from here on.",
    changes={"": {"learning_rate": 0.0001}},
)
