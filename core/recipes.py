"""Ready configurations: the classic beginner's projects, and quick ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.config import TrainConfig
from core.data import dataset_spec
from core.data.splits import min_split_images
from core.settings import MAX_EPOCHS


@dataclass(frozen=True, slots=True)
class Recipe:
    """A configuration that is known to work, and what it shows.

    Attributes
    ----------
    expected_accuracy : str
        What it reaches on its data set's test images, measured with several seeds.
    """

    title: str
    idea: str
    expected_accuracy: str
    config: TrainConfig


# One epoch of a wide CNN with batch normalization, for what builds on it.
ONE_CYCLE = TrainConfig(
    validation_size=1_000,
    model="batchnorm",
    model_options={"channels": (24, 48, 64)},
    optimizer="adamw",
    learning_rate=0.01,
    weight_decay=0.01,
    schedule="one_cycle",
    batch_size=128,
    epochs=1,
    precision="auto",
)

RECIPES: dict[str, Recipe] = {
    "quick": Recipe(
        title="Quick",
        idea="A small CNN with batch normalization on some of the images: seconds.",
        expected_accuracy="98.5 %",
        config=TrainConfig(
            train_size=12_000,
            model="batchnorm",
            optimizer="adam",
            learning_rate=0.01,
            schedule="one_cycle",
            batch_size=64,
            epochs=3,
            precision="auto",
        ),
    ),
    "fastest": Recipe(
        title="Fastest to 99 %",
        idea="A compact CNN, one epoch of a single cycle, and an Adam that soon forgets.",
        expected_accuracy="99.1 %",
        config=replace(
            ONE_CYCLE,
            model="compact",
            model_options={},
            optimizer="adam_short",
            weight_decay=0.0,
            batch_size=256,
        ),
    ),
    "robust": Recipe(
        title="Robust, for your own digits",
        idea="A wide CNN that sees every digit turned, slanted, thicker and thinner.",
        expected_accuracy="99.3 %",
        config=replace(ONE_CYCLE, validation_size=5_000, epochs=14, augmentation="handwriting"),
    ),
    "linear": Recipe(
        title="Linear",
        idea="No hidden layer. How far do straight borders between digits go?",
        expected_accuracy="92.0 %",
        config=TrainConfig(model="linear", learning_rate=0.01, batch_size=64, epochs=5),
    ),
    "mlp": Recipe(
        title="MLP, classic",
        idea="784-64-32-10 with plain SGD: the first network of many courses.",
        expected_accuracy="96.8 %",
        config=TrainConfig(
            model="mlp",
            model_options={"hidden_sizes": (64, 32)},
            optimizer="sgd",
            learning_rate=0.1,
            batch_size=64,
            epochs=5,
        ),
    ),
    "cnn": Recipe(
        title="CNN, classic",
        idea="10 and 20 kernels of 5 x 5, dropout, Adam: the second network of many courses.",
        expected_accuracy="98.7 %",
        config=TrainConfig(
            model="cnn",
            model_options={"channels": (10, 20), "kernel_size": 5, "hidden_size": 50},
            dropout=0.5,
            optimizer="adam",
            learning_rate=0.001,
            batch_size=100,
            epochs=10,
            precision="auto",
        ),
    ),
    "batchnorm": Recipe(
        title="CNN with batch normalization",
        idea="Convolution, batch normalization, pooling, dropout: steadier and better.",
        expected_accuracy="99.2 %",
        config=TrainConfig(
            model="batchnorm",
            dropout=0.25,
            optimizer="adam",
            learning_rate=0.01,
            schedule="one_cycle",
            batch_size=100,
            epochs=5,
            precision="auto",
        ),
    ),
}


def fit_to_dataset(config: TrainConfig, dataset: str) -> TrainConfig:
    """Turn a configuration into one for another data set: more epochs where an epoch is short.

    Corrections are left out: they name images of the first one. Parts that are too small for all
    classes of the other one grow.
    """
    if config.dataset == dataset:
        return config
    new, old = dataset_spec(dataset), config.spec
    epochs = min(max(1, config.epochs * new.epochs_factor // old.epochs_factor), MAX_EPOCHS)
    least, size = min_split_images(new.classes), config.train_size
    return replace(
        config,
        dataset=dataset,
        epochs=epochs,
        corrections=(),
        train_size=None if size is None else max(size, least),
        validation_size=max(config.validation_size, least),
    )


def closest_recipe(config: TrainConfig) -> str:
    """Find the recipe with the fewest other settings, the same architecture before all: its key."""

    def distance(name: str) -> tuple[bool, int]:
        other = fit_to_dataset(RECIPES[name].config, config.dataset).to_dict()
        differing = [key for key, value in config.to_dict().items() if value != other[key]]
        return config.model != other["model"], len(differing)

    return min(RECIPES, key=distance)
