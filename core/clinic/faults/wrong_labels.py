"""A fifth of the labels is wrong, and training goes on until they are learned by heart."""

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import loss, percent

FRACTION = 0.2


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"{percent(FRACTION)} of the labels are wrong, and yet {percent(faulty.training_accuracy)} "
        "of the training images are read as labeled: it has learned wrong labels by heart. "
        f"Validation loss is {loss(faulty.validation_loss)} (clean: "
        f"{loss(clean.validation_loss)}), validation accuracy "
        f"{percent(faulty.validation_accuracy)} (clean: {percent(clean.validation_accuracy)})."
    )


FAULT = Fault(
    title="20 % wrong labels, trained for long",
    belief="More training always helps, and a few wrong labels average out.",
    question="Where will validation loss be in the end if a fifth of the labels is wrong?",
    expectation="First the network learns what the labels have in common, and that is right. Then "
    "it learns the wrong ones one by one, and becomes sure of wrong answers: validation loss "
    "rises.",
    explanation=explanation,
    diff="+labels[wrong] = (labels[wrong] + random.integers(1, 10, len(wrong))) % 10",
    seam="settings",
    instrument="loss",
    reading="validation_loss",
    direction="higher",
    heals=True,
    why_not="With right labels it learns again what it should; that takes some epochs.",
    changes={"": {"label_noise": FRACTION}},
    base={
        "": {"optimizer": "adam", "learning_rate": 0.002, "batch_size": 64},
        "mnist": {"train_size": 1_000, "epochs": 60},
        "digits": {"epochs": 80},
    },
)
