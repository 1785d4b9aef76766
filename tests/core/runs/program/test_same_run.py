"""A program has the losses of the run."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from core.data import AUGMENTATIONS
from core.models import ACTIVATIONS, INITS, MODELS
from core.optimization import OPTIMIZERS, SCHEDULES
from core.recipes import RECIPES
from core.runs import standalone_script
from core.setting_kinds import Choice
from core.settings import PRECISIONS, SETTINGS
from tests.core.helpers import epochs_of, events_of
from tests.core.runs.program.cases import (
    CONVOLUTIONS,
    DIGITS,
    EVERYTHING,
    FEW,
    few,
    names_of,
    random_config,
)
from tests.core.runs.program.conftest import data_of

RANDOM_CONFIGURATIONS = 72


@pytest.mark.parametrize(
    "changes",
    [
        *({"model": name} for name in MODELS),
        *({"model": name, "dropout": 0.4, **DIGITS} for name in MODELS),
        *({"activation": name} for name in ACTIVATIONS),
        *({"init": name, **CONVOLUTIONS} for name in INITS),
        *(
            {"optimizer": name, "learning_rate": 0.01, "momentum": 0.9, "weight_decay": 0.01}
            for name in OPTIMIZERS
        ),
        {"optimizer": "adamw", "learning_rate": 0.01},  # PyTorch's default decays weights
        *({"schedule": name} for name in SCHEDULES),
        *({"augmentation": name, **CONVOLUTIONS} for name in AUGMENTATIONS),
        *({"precision": name, "model": "cnn"} for name in PRECISIONS),
        {"model": "cnn", "model_options": {"channels": (3, 5), "kernel_size": 3, "hidden_size": 9}},
        {"model_options": {"hidden_sizes": (9, 8, 7, 6)}, "dropout": 0.2},
        {"label_noise": 0.3},
        {"corrections": [(0, 3), (7, 9)]},
        {"corrections": [(0, None), (149, None)]},
        {"corrections": [(row, row % 10) for row in range(0, 150, 2)]},
        {"batch_size": 1_000, "augmentation": "shift"},
        {"batch_size": 1_100, "train_size": None, "augmentation": "affine", **DIGITS},
        {"train_size": 1_370, **DIGITS},  # so many that the others cannot be stratified
        {"train_size": 60_000, **DIGITS},
        {"seed": 2**32 - 1},
        {"dataset": "fashion_mnist"},
        {"dataset": "kmnist", "label_noise": 0.3},
        {"dataset": "emnist_digits", "model": "batchnorm"},
        {"dataset": "emnist_letters", "label_noise": 0.3, "corrections": [(0, 25), (7, None)]},
        {"dataset": "emnist_letters", "model": "cnn", "dropout": 0.4, "train_size": 936},
        {"dataset": "emnist_letters", "train_size": 1_100},
        EVERYTHING,
        EVERYTHING | {"train_size": None, "model": "cnn", "model_options": {}, **DIGITS},
    ],
    ids=names_of,
)
def test_program_has_the_losses_of_the_run(changes, assert_same_run):
    assert_same_run(few(**changes))


@pytest.mark.parametrize("name", RECIPES)
def test_program_of_a_recipe_has_the_losses_of_the_run(name, assert_same_run):
    assert_same_run(replace(RECIPES[name].config, **FEW, **DIGITS))


def test_random_configurations_have_every_entry_of_every_registry():
    configs = [random_config(number) for number in range(RANDOM_CONFIGURATIONS)]
    for name, setting in SETTINGS.items():
        if isinstance(setting, Choice):
            assert {getattr(config, name) for config in configs} == set(setting.options)


@pytest.mark.sample(12)
@pytest.mark.parametrize("number", range(RANDOM_CONFIGURATIONS))
def test_program_of_a_random_configuration_has_the_losses_of_the_run(number, assert_same_run):
    assert_same_run(random_config(number))


def test_program_reads_the_official_files(tmp_path, mnist_folder, assert_same_run):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for file in (mnist_folder / "MNIST" / "raw").glob("*-ubyte*"):
        (raw / file.name).symlink_to(file)  # what is unpacked lands beside the links
    assert_same_run(few(dataset="mnist", train_size=300, validation_size=100), tmp_path)


def test_program_runs_alone_in_an_empty_folder(tmp_path):
    config = few(**DIGITS, model="cnn", dropout=0.2, schedule="step", augmentation="shift")
    path = tmp_path / "program.py"
    path.write_text(standalone_script(config), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    epochs = epochs_of(events_of(data_of("digits", 150, 60), config))
    *lines, test = done.stdout.splitlines()
    assert lines == [
        f"Epoch {epoch.epoch}: training loss {epoch.training_loss:.4f}, validation loss "
        f"{epoch.validation_loss:.4f}, accuracy {epoch.validation_accuracy:.2%}"
        for epoch in epochs
    ]
    assert test.startswith("Test: loss ")
    assert list(tmp_path.iterdir()) == [path]
