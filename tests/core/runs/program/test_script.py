"""A program reads well, and says no more than a run is."""

from __future__ import annotations

import ast
import difflib
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from core.config import TrainConfig
from core.recipes import RECIPES
from core.runs import standalone_script
from tests.core.helpers import global_random_state_untouched
from tests.core.runs.program.cases import (
    DIGITS,
    EVERYTHING,
    assert_is_tidy,
    few,
    names_of,
    programs,
)

LEARNERS_HAVE = {"numpy", "sklearn", "torch", "torchvision"} | sys.stdlib_module_names


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_fits_on_less_than_100_lines(name):
    # The augmentation of "robust" imitates other hands and pens; its own source is 47 lines.
    most = 150 if name == "robust" else 100
    assert len(standalone_script(RECIPES[name].config).splitlines()) < most


@pytest.mark.parametrize("config", programs())
def test_program_is_tidy(config):
    program = standalone_script(config)
    lines = program.splitlines()
    # With scikit-learn's digits, brought to MNIST's frame by the program, and that augmentation
    # everything together is longer than any recipe.
    assert len(lines) < (190 if config.augmentation == "handwriting" else 150)
    assert_is_tidy(program)


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


def test_programs_pass_the_linter(tmp_path):
    pytest.importorskip("ruff")
    for number, parameters in enumerate(programs()):
        text = standalone_script(parameters.values[0])
        (tmp_path / f"program_{number}.py").write_text(text, "utf-8")
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--select",
        "F,E,W",
        "--line-length",
        "100",
        ".",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("config", programs())
def test_no_name_in_a_program_means_two_things(config):
    """What registries bring along must not meet the program's own variables."""
    tree = ast.parse(standalone_script(config))
    definitions = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    names = [definition.name for definition in definitions]
    at_top = [n for n in tree.body if n not in definitions]
    stored = [
        node.id
        for statement in at_top
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    assert len(names) == len(set(names))
    assert not set(names) & set(stored)
    constants = [name for name in stored if name.isupper()]
    assert len(constants) == len(set(constants))
    assert not any(name.startswith("_") for name in names + stored if name != "_")


def test_plain_run_has_no_line_for_what_it_does_without():
    program = standalone_script(few(train_size=None)).lower()
    for word in ("dropout", "schedule", "augment", "noise", "correct", "autocast", "momentum"):
        assert word not in program


# From these settings, with this change, so many lines at most are new. Initialization, schedule
# and augmentation stand in the program with their own source, so the whole function changes.
MOVES = [
    ({}, {"train_size": 160}, 1),
    ({}, {"validation_size": 70}, 1),
    ({"label_noise": 0.1}, {"label_noise": 0.2}, 1),
    ({"corrections": [(3, 4)]}, {"corrections": [(3, 5)]}, 1),
    ({}, {"model_options": {"hidden_sizes": (64, 16)}}, 2),
    ({"model": "cnn"}, {"model_options": {"kernel_size": 3}}, 4),
    ({}, {"activation": "tanh"}, 2),
    ({"init": "he"}, {"init": "glorot"}, 3),
    ({"dropout": 0.2}, {"dropout": 0.3}, 1),
    ({}, {"optimizer": "rmsprop"}, 1),
    ({}, {"learning_rate": 0.2}, 1),
    ({"momentum": 0.5}, {"momentum": 0.9}, 1),
    ({"weight_decay": 0.1}, {"weight_decay": 0.2}, 1),
    ({"schedule": "step"}, {"schedule": "cosine"}, 5),
    ({}, {"batch_size": 50}, 1),
    ({}, {"epochs": 3}, 1),
    ({"augmentation": "shift"}, {"augmentation": "affine"}, 18),
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
