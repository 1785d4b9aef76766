"""Batch normalization with batches of two images."""

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import loss, percent


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"After eight times as many steps training loss is {loss(faulty.training_loss)} (clean: "
        f"{loss(clean.training_loss)}) and validation accuracy "
        f"{percent(faulty.validation_accuracy)} (clean: {percent(clean.validation_accuracy)}). "
        "Mean and deviation of two images say little about all images, so every step standardizes "
        "in another way."
    )


FAULT = Fault(
    title="Batch normalization with batches of two",
    belief="The batch size only decides how often the weights are updated; more steps, better fit.",
    question="Where will training loss be if batch normalization sees two images at a time?",
    expectation="Batch normalization estimates mean and deviation of each feature map from the "
    "batch. From two images that estimate is noise: an image is seen differently beside every "
    "other one, and differently again when the averages are used in evaluation.",
    explanation=explanation,
    diff="-BATCH_SIZE = 16\n+BATCH_SIZE = 2",
    seam="settings",
    instrument="loss",
    reading="training_loss",
    direction="higher",
    heals=True,
    why_not="Larger batches bring better estimates at once, and the weights settle.",
    changes={"": {"batch_size": 2}},
    base={
        "": {
            "model": "batchnorm",
            "model_options": {"channels": (8, 16, 16, 16)},
            "learning_rate": 0.2,
        },
        "mnist": {"train_size": 300, "batch_size": 16, "epochs": 8},
        "digits": {"train_size": 300, "batch_size": 16, "epochs": 8},
    },
    models=("batchnorm",),
)
