"""The program that a run can be taken home as: it learns what the run learned, and no more."""

from __future__ import annotations

import ast
import difflib
import runpy
import shutil
import struct
import subprocess
import sys
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from core import config as config_module
from core.config import TrainConfig
from core.data import AUGMENTATIONS, DigitData, load_digits
from core.models import ACTIVATIONS, INITS, MODELS, ModelOption, ModelSpec, build_model
from core.models.layers import Dropout
from core.optimization import OPTIMIZERS, SCHEDULES
from core.recipes import RECIPES, fit_to_dataset
from core.runs import standalone_script
from core.runs.program import script
from core.runs.program.source import sequential_source
from tests.core.helpers import epochs_of, events_of, global_random_state_untouched, losses_of

LEARNERS_HAVE = {"numpy", "sklearn", "torch", "torchvision"} | sys.stdlib_module_names
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


def write_idx(path: Path, values: np.ndarray) -> None:
    header = struct.pack(f">4B{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    path.write_bytes(header + values.astype(np.uint8).tobytes())


@pytest.fixture(scope="session")
def small_mnist(tmp_path_factory) -> Path:
    """A data folder with a few hundred digits in files like those of MNIST."""
    folder = tmp_path_factory.mktemp("data")
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    digits = data_of("digits", None, 60)
    for name, split in {"train": digits.train, "t10k": digits.validation}.items():
        write_idx(raw / f"{name}-images-idx3-ubyte", split.images[:400])
        write_idx(raw / f"{name}-labels-idx1-ubyte", split.labels[:400])
    return folder


@cache
def data_of(dataset: str, train_size: int | None, validation_size: int, folder=None) -> DigitData:
    return load_digits(
        dataset,
        folder=folder,
        train_size=train_size,
        validation_size=validation_size,
        download=False,
    )


@pytest.fixture
def losses_of_program(monkeypatch, tmp_path):
    """Run a program here; give the losses of its batches, and of its evaluations."""

    def run(program: str, *arguments: str) -> tuple[list[float], list[float]]:
        path = tmp_path / "program.py"
        path.write_text(program, "utf-8")
        batches, evaluations = [], []
        cross_entropy = functional.cross_entropy

        def noted(logits: Tensor, labels: Tensor) -> Tensor:
            loss = cross_entropy(logits, labels)
            (evaluations if torch.is_inference_mode_enabled() else batches).append(loss.item())
            return loss

        with monkeypatch.context() as patch, torch.random.fork_rng(devices=[]):
            patch.setattr(functional, "cross_entropy", noted)
            patch.setattr(sys, "argv", ["program.py", *arguments])
            runpy.run_path(str(path))
        return batches, evaluations

    return run


@pytest.fixture
def assert_same_run(losses_of_program, small_mnist):
    """Train with the house's trainer and with the program, and compare."""

    def compare(config: TrainConfig, folder: Path = small_mnist) -> None:
        data = data_of(config.dataset, config.train_size, config.validation_size, folder)
        events = events_of(data, config)
        batches, evaluations = losses_of_program(standalone_script(config), str(folder))
        validation = [epoch.validation_loss for epoch in epochs_of(events)]
        assert len(batches) == len(losses_of(events)) > 0
        assert len(evaluations) == len(validation) + 1  # the last is that of the test images
        # On this machine the batches' losses are equal bit for bit; others may round otherwise.
        np.testing.assert_allclose(batches, losses_of(events), rtol=1e-5)
        np.testing.assert_allclose(evaluations[:-1], validation, rtol=1e-5)

    return compare


def names_of(changes: dict) -> str:
    return "-".join(f"{value}"[:30] for value in changes.values())


# The same run


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
        *({"precision": name, "model": "cnn"} for name in config_module.PRECISIONS),
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
        EVERYTHING,
        EVERYTHING | {"train_size": None, "model": "cnn", "model_options": {}, **DIGITS},
    ],
    ids=names_of,
)
def test_program_has_the_losses_of_the_run(changes, assert_same_run):
    assert_same_run(few(**changes))


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


# Networks of another kind


def halved(values: Tensor) -> Tensor:
    """Divide by two."""
    return values / 2


class Shortcut(nn.Module):
    """Adds what it computes to what it was given, so it is no row of layers."""

    def __init__(self, *, width: int = 12, activation: str = "relu", dropout: float = 0.0) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.first = nn.Linear(28 * 28, width)
        self.second = nn.Sequential(nn.Linear(width, width), ACTIVATIONS[activation]())
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(width, 10)

    def forward(self, images: Tensor) -> Tensor:
        """Take the shortcut too."""
        hidden = self.first(self.flatten(images))  # (n, width)
        return self.output(hidden + self.dropout(halved(self.second(hidden))))


@pytest.fixture
def _shortcut_is_a_network(monkeypatch):
    width = ModelOption(title="Width", help="Of the hidden layers.", default=12, low=1, high=99)
    spec = ModelSpec(title="Shortcut", idea="", build=Shortcut, options={"width": width})
    monkeypatch.setitem(MODELS, "shortcut", spec)
    monkeypatch.setitem(config_module.CHOICES, "model", tuple(MODELS))


@pytest.mark.usefixtures("_shortcut_is_a_network")
@pytest.mark.parametrize(
    "changes",
    [{}, {"dropout": 0.4, "activation": "tanh", "model_options": {"width": 9}}, {"init": "glorot"}],
    ids=names_of,
)
def test_new_architecture_is_shown_as_its_class(changes, assert_same_run):
    config = few(model="shortcut", **changes)
    program = standalone_script(config)
    assert "class Shortcut(nn.Module):" in program
    assert "def halved(values: Tensor) -> Tensor:" in program
    assert "hidden = self.first(self.flatten(images))  # (n, width)" in program
    assert "Take the shortcut too" not in program
    assert f"width={dict(config.model_options).get('width', 12)}" in program
    assert_same_run(config)


@pytest.mark.parametrize("changes", [{"model": name, "dropout": 0.3} for name in MODELS])
def test_any_network_can_be_shown_as_its_class(changes, assert_same_run, monkeypatch):
    monkeypatch.setattr(script, "sequential_source", lambda model: None)
    assert f"class {MODELS[changes['model']].build.__name__}" in standalone_script(few(**changes))
    assert_same_run(few(**changes))


class TwiceActive(nn.Module):
    """Runs one layer twice."""

    def __init__(self) -> None:
        super().__init__()
        self.flatten, self.active, self.output = nn.Flatten(), nn.Tanh(), nn.Linear(784, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.output(self.active(self.active(self.flatten(images))))


class WorksBetweenLayers(TwiceActive):
    """Does something that is no layer."""

    def forward(self, images: Tensor) -> Tensor:
        return self.output(self.active(self.flatten(images) / 2))


class WorksAfterLayers(TwiceActive):
    """Does something to the logits."""

    def forward(self, images: Tensor) -> Tensor:
        return -self.output(self.active(self.flatten(images)))


class LeavesALayerOut(TwiceActive):
    """Never runs one of its layers."""

    def forward(self, images: Tensor) -> Tensor:
        return self.output(self.flatten(images))


class IsPaddedInWords(TwiceActive):
    """Has a layer that is not printed as it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.active = nn.Conv2d(1, 1, 3, padding="same")

    def forward(self, images: Tensor) -> Tensor:
        return self.output(self.flatten(self.active(images)))


@pytest.mark.parametrize(
    "network",
    [
        TwiceActive,
        WorksBetweenLayers,
        WorksAfterLayers,
        LeavesALayerOut,
        IsPaddedInWords,
        Shortcut,
    ],
)
def test_only_layers_that_hand_on_what_they_are_given_stand_in_a_row(network):
    assert sequential_source(network()) is None


@pytest.mark.parametrize("name", MODELS)
def test_looking_at_the_layers_leaves_no_trace(name):
    model = build_model(few(model=name, dropout=0.3)).train()
    with global_random_state_untouched():
        assert sequential_source(model)
    assert model.training
    assert not any(layer._forward_hooks for layer in model.modules())


# To be read


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_fits_on_less_than_100_lines(name):
    assert len(standalone_script(RECIPES[name].config).splitlines()) < 100


def programs() -> list:
    """All recipes on all data sets, and a run with a bit of everything."""
    configs = {
        f"{name} {dataset}": fit_to_dataset(recipe.config, dataset)
        for name, recipe in RECIPES.items()
        for dataset in ("mnist", "digits")
    }
    configs["everything"] = few(**EVERYTHING, **DIGITS)
    configs["many corrections"] = few(corrections=[(row, row % 10 or None) for row in range(150)])
    return [pytest.param(config, id=name) for name, config in configs.items()]


@pytest.mark.parametrize("config", programs())
def test_program_is_tidy(config):
    program = standalone_script(config)
    lines = program.splitlines()
    assert len(lines) < 150
    assert max(len(line) for line in lines) <= 100
    assert not any(line.endswith(" ") or line.startswith("#if") or "$" in line for line in lines)
    assert "\n\n\n" not in program
    assert program.endswith(")\n")


@pytest.mark.parametrize("config", programs())
def test_program_imports_what_it_uses_and_only_what_a_learner_has(config):
    tree = ast.parse(standalone_script(config))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {getattr(node, "module", None) or node.names[0].name for node in imports}
    assert {module.split(".")[0] for module in modules} <= LEARNERS_HAVE
    bound = [alias.asname or alias.name for node in imports for alias in node.names]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert set(bound) <= used
    assert len(bound) == len(set(bound))


@pytest.mark.skipif(not shutil.which("ruff"), reason="needs ruff")
def test_programs_pass_the_linter(tmp_path):
    for number, parameters in enumerate(programs()):
        text = standalone_script(parameters.values[0])
        (tmp_path / f"program_{number}.py").write_text(text, "utf-8")
    command = ["ruff", "check", "--isolated", "--select", "F,E,W", "--line-length", "100", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_plain_run_has_no_line_for_what_it_does_without():
    program = standalone_script(few(train_size=None)).lower()
    for word in ("dropout", "schedule", "augment", "noise", "correct", "autocast", "momentum"):
        assert word not in program


# From these settings, with this change, so many lines at most are new.
MOVES = [
    ({}, {"train_size": 160}, 1),
    ({}, {"validation_size": 70}, 1),
    ({"label_noise": 0.1}, {"label_noise": 0.2}, 1),
    ({"corrections": [(3, 4)]}, {"corrections": [(3, 5)]}, 1),
    ({}, {"model_options": {"hidden_sizes": (64, 16)}}, 2),
    ({"model": "cnn"}, {"model_options": {"kernel_size": 3}}, 4),
    ({}, {"activation": "tanh"}, 2),
    ({"init": "he"}, {"init": "glorot"}, 1),
    ({"dropout": 0.2}, {"dropout": 0.3}, 1),
    ({}, {"optimizer": "rmsprop"}, 1),
    ({}, {"learning_rate": 0.2}, 1),
    ({"momentum": 0.5}, {"momentum": 0.9}, 1),
    ({"weight_decay": 0.1}, {"weight_decay": 0.2}, 1),
    ({"schedule": "step"}, {"schedule": "cosine"}, 1),
    ({}, {"batch_size": 50}, 1),
    ({}, {"epochs": 3}, 1),
    ({"augmentation": "shift"}, {"augmentation": "affine"}, 8),
    ({}, {"precision": "bfloat16"}, 2),
    ({}, {"seed": 1}, 1),
]


@pytest.mark.parametrize(
    ("before", "change", "most"),
    MOVES,
    ids=lambda value: names_of(value) if isinstance(value, dict) else None,
)
def test_moving_one_control_changes_few_lines(before, change, most):
    config = few(**before)
    old = standalone_script(config).splitlines()
    new = standalone_script(replace(config, **change)).splitlines()
    added = [line for line in difflib.ndiff(old, new) if line.startswith("+ ")]
    assert 1 <= len(added) <= most, added


def test_every_control_has_been_moved():
    moved = {name for _, change, _ in MOVES for name in change}
    assert moved | {"dataset", "model"} == {field.name for field in fields(TrainConfig)}


@pytest.mark.parametrize(
    ("config", "change"),
    [
        (few(optimizer="adam"), {"momentum": 0.9}),
        (few(model="linear"), {"dropout": 0.5, "activation": "tanh"}),
        (few(train_size=None), {"train_size": 60_000}),
        (few(**DIGITS, validation_size=5_000), {"validation_size": 12_000}),
    ],
)
def test_setting_that_means_nothing_to_the_run_is_not_in_its_program(config, change):
    assert standalone_script(config) == standalone_script(replace(config, **change))


# What must not happen


def test_writing_a_program_draws_no_random_numbers_and_says_the_same_each_time():
    with global_random_state_untouched():
        first = standalone_script(few(**EVERYTHING))
    assert standalone_script(few(**EVERYTHING)) == first


@pytest.mark.parametrize("config", programs())
def test_no_place_on_this_machine_is_in_a_program(config, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_DATA", "/a/private/place")
    program = standalone_script(config)
    for private in ("/a/private", str(Path.home()), str(Path.cwd()), "core", "workspace"):
        assert private not in program


def test_number_that_pretends_to_be_code_is_written_as_a_number():
    class Hostile(float):
        def __repr__(self) -> str:
            return "__import__('os').abort()"

        __str__ = __repr__

        def __format__(self, how: str) -> str:
            return repr(self)

    class HostileWhole(int):
        __repr__ = __str__ = Hostile.__repr__
        __format__ = Hostile.__format__

    numbers = ("label_noise", "dropout", "learning_rate", "momentum", "weight_decay")
    program = standalone_script(few(**dict.fromkeys(numbers, Hostile(0.5))))
    assert "__import__" not in program
    assert program.count("= 0.5") == 4
    assert "LEARNING_RATE = 1\n" in standalone_script(few(learning_rate=HostileWhole(1)))
