"""Settings that several tests of the program share."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest

from core.config import TrainConfig
from core.data import DATASETS, dataset_spec
from core.data.splits import min_split_images
from core.models import MODELS, ModelOption
from core.optimization import OPTIMIZERS
from core.recipes import RECIPES, fit_to_dataset
from core.setting_kinds import Choice
from core.settings import SETTINGS

FEW = {"train_size": 150, "validation_size": 60, "batch_size": 40, "epochs": 2}
DIGITS = {"dataset": "digits"}
CONVOLUTIONS = {"model": "batchnorm", "model_options": {"channels": (6, 8)}}
EVERYTHING = {
    "label_noise": 0.2,
    "corrections": [(3, 4), (5, None), (8, 1)],
    **CONVOLUTIONS,
    "dropout": 0.3,
    "activation": "leaky_relu",
    "init": "he",
    "optimizer": "rmsprop",
    "learning_rate": 0.002,
    "momentum": 0.9,
    "weight_decay": 0.01,
    "schedule": "one_cycle",
    "augmentation": "handwriting",
    "precision": "bfloat16",
    "seed": 7,
}


def few(**changes) -> TrainConfig:
    """Two short epochs; every test says what differs."""
    return TrainConfig(**(FEW | changes))


def names_of(changes: dict) -> str:
    return "-".join(f"{value}"[:30] for value in changes.values())


def programs() -> list:
    """All recipes on all data sets, and a run with a bit of everything."""
    configs = {
        f"{name} {dataset}": fit_to_dataset(recipe.config, dataset)
        for name, recipe in RECIPES.items()
        for dataset in DATASETS
    }
    configs["everything"] = few(**EVERYTHING, **DIGITS)
    configs["many corrections"] = few(corrections=[(row, row % 10 or None) for row in range(150)])
    return [pytest.param(config, id=name) for name, config in configs.items()]


def random_config(number: int) -> TrainConfig:
    """A valid configuration with a value of its own for every setting, always the same one."""
    draw = random.Random(number)
    choices: dict[str, Any] = {
        name: draw.choice(list(setting.options))
        for name, setting in SETTINGS.items()
        if isinstance(setting, Choice)
    }
    least = min_split_images(dataset_spec(choices["dataset"]).classes)
    sizes = [150, max(least, draw.randint(40, 250))]
    # All of the pen strokes, drawn three times, would take a minute.
    train_size = draw.choice(sizes if "pen" in choices["dataset"] else [None, *sizes])
    options = {
        name: random_value(draw, option)
        for name, option in MODELS[choices["model"]].options.items()
        if draw.random() < 0.7
    }
    return TrainConfig(
        **choices,
        model_options=options,
        train_size=train_size,
        validation_size=max(least, draw.randint(20, 80)),
        label_noise=draw.choice([0.0, draw.random()]),
        corrections=random_corrections(draw, train_size or 300),
        dropout=draw.choice([0.0, draw.uniform(0, 0.9)]),
        # Small enough that the loss stays finite: a program does not end early.
        learning_rate=OPTIMIZERS[choices["optimizer"]].typical_learning_rate * draw.random(),
        momentum=draw.choice([0.0, draw.uniform(0, 0.95)]),
        weight_decay=draw.choice([0.0, 0.1 * draw.random()]),
        batch_size=draw.randint(20, 100),
        epochs=draw.randint(1, 2),
        seed=draw.getrandbits(32),
    )


def random_value(draw: random.Random, option: ModelOption) -> int | tuple[int, ...]:
    numbers = range(option.low, min(option.high, option.low + 8) + 1)
    allowed = [number for number in numbers if number % 2 or not option.odd]
    if option.lengths is None:
        return draw.choice(allowed)
    return tuple(draw.choice(allowed) for _ in range(draw.randint(*option.lengths)))


def random_corrections(draw: random.Random, rows: int) -> list[tuple[int, int | None]]:
    chosen = draw.sample(range(rows), draw.choice([0, 0, 1, 5, 30]))
    return [(row, draw.choice([None, *range(10)])) for row in chosen]


def assert_is_tidy(program: str) -> None:
    """Check what a linter does not look at."""
    lines = program.splitlines()
    assert max(len(line) for line in lines) <= 100
    assert not any(line.endswith(" ") or line.startswith("#if") or "$" in line for line in lines)
    assert "\n\n\n" not in program
    for before, line in pairwise(lines):
        if line.startswith("# "):
            assert before == "", "an empty line stands between sections"
        if line.startswith(("def ", "class ", "@")):
            assert not before or before.startswith(("# ", "@")), "and around definitions"
        assert line or not before.startswith(("# ", "@"))
    assert program.endswith(")\n")
