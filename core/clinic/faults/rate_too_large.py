"""The learning rate is far too large."""

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import GUESSING_LOSS, loss, percent


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    if faulty.diverged:
        return (
            "It diverged: each step overshot further than the one before, until the loss was no "
            f"number. The clean twin reached {percent(clean.validation_accuracy)}."
        )
    return (
        f"{percent(faulty.dead_units)} of the hidden units are dead (clean: "
        f"{percent(clean.dead_units)}): the first steps were so long that no image wakes them any "
        f"more. Training loss is {loss(faulty.training_loss)}, guessing costs "
        f"{GUESSING_LOSS:.3f}; validation accuracy {percent(faulty.validation_accuracy)}, clean "
        f"{percent(clean.validation_accuracy)}."
    )


FAULT = Fault(
    title="Learning rate far too large",
    belief="A larger learning rate learns faster.",
    question="What will a learning rate of 1 do to the hidden units?",
    expectation="The first steps overshoot so far that units of ReLU are negative for every image. "
    "They are dead: nothing reaches them any more, and the loss stays near guessing.",
    explanation=explanation,
    diff="-LEARNING_RATE = 0.1\n+LEARNING_RATE = 1.0",
    seam="settings",
    instrument="dead_units",
    reading="dead_units",
    direction="higher",
    heals=False,
    why_not="Dead units get no gradient, with a small learning rate either. It begins anew.",
    changes={"": {"learning_rate": 1.0}},
    models=("mlp", "cnn"),
)
