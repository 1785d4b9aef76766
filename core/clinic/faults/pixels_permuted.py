"""One fixed permutation of the pixels, the same for every image: a puzzle."""

from dataclasses import replace

import numpy as np

from core.clinic.fault import Fault
from core.clinic.readings import Readings
from core.clinic.wording import percent
from core.config import TrainConfig
from core.data.digits import IMAGE_SIZE, DigitData, DigitSplit
from core.training import Seams

PIXELS = IMAGE_SIZE**2


def permuted(images: np.ndarray) -> np.ndarray:
    """Copy images, uint8 (n, 28, 28), with their pixels in another order, always the same one."""
    order = np.random.default_rng(0).permutation(PIXELS)
    return images.reshape(-1, PIXELS)[:, order].reshape(images.shape)


def with_permuted_pixels(data: DigitData, config: TrainConfig) -> DigitData:
    """Permute the pixels of all images, the test images too."""

    def of(split: DigitSplit) -> DigitSplit:
        return replace(split, images=permuted(split.images))

    return replace(data, train=of(data.train), validation=of(data.validation), test=of(data.test))


def explanation(clean: Readings, faulty: Readings) -> str:
    """Say what the two trainings show."""
    return (
        f"With permuted pixels {percent(faulty.validation_accuracy)} of the validation images are "
        f"right, with the usual ones {percent(clean.validation_accuracy)}. An MLP, for which no "
        "pixel has neighbors, would learn both alike."
    )


FAULT = Fault(
    title="Pixels in a fixed wrong order",
    belief="Networks see shapes, as we do.",
    question="How many images will a CNN read if the pixels of all images are shuffled in the same "
    "way? And an MLP?",
    expectation="To an MLP the pixels are 784 inputs in no order: permuted, it learns the same. A "
    "CNN looks at neighbors and shares its kernels between all places: that helps with images and "
    "hurts where neighbors mean nothing.",
    explanation=explanation,
    diff="+permutation = np.random.default_rng(0).permutation(784)\n"
    "+images = images.flatten(1)[:, permutation].view(-1, 28, 28)",
    seam="data",
    instrument="accuracy",
    reading="validation_accuracy",
    direction="lower",
    heals=True,
    why_not="Nothing is dead: shown images as they are, its kernels learn to use neighbors, from "
    "weights that are of little use for that.",
    seams=Seams(data=with_permuted_pixels, sketch=permuted),
    base={
        "": {"optimizer": "adam", "learning_rate": 0.002, "batch_size": 64},
        "mnist": {"train_size": 1_000, "epochs": 5},
        "digits": {"train_size": 400, "epochs": 6},
    },
    models=("cnn", "mlp", "linear", "batchnorm"),
    edits=(
        (
            r"\ntrain = np\.sort\(train\)\n",
            "\ntrain = np.sort(train)\n"
            "permutation = np.random.default_rng(0).permutation(784)\n"
            "images = images.flatten(1)[:, permutation].view(-1, 28, 28)\n",
        ),
    ),
)
