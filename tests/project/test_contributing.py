"""What CONTRIBUTING.md says works: its steps are taken in a copy, and trained with.

The steps for a setting and a page are taken in `tests/dashboard/test_one_more.py`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.project.walkthrough import ROOT, TEXT, Step, copy_of_core, steps

ELSEWHERE = ("A setting", "A page")
USE_THEM = """
from dataclasses import replace
from pathlib import Path

import core
from core.clinic import FAULTS, clinic_config, faulty_run, read_pair, unseen_images
from core.config import TrainConfig
from core.data import load_digits
from core.lessons.registry import FOLDER, faulty_files, LESSONS
from core.recipes import RECIPES, fit_to_dataset
from core.runs.program import standalone_script
from core.training import TrainingRun

assert Path(core.__file__).is_relative_to(Path.cwd())
FEW = {"train_size": 150, "validation_size": 60, "batch_size": 50, "epochs": 1}
USUAL = TrainConfig(dataset="digits", **FEW)
for change in (
    {"model": "narrow", "model_options": {"waist": 9}},
    {"optimizer": "sign_sgd", "learning_rate": 0.001, "weight_decay": 0.1},
    {"schedule": "straight"},
    {"augmentation": "speckle"},
    {"activation": "elu"},
    {"init": "small"},
    {"dataset": "turned_digits"},
    {"recipe": "deep"},
):
    config = replace(fit_to_dataset(RECIPES["deep"].config, "digits"), **FEW)
    if "recipe" not in change:
        config = replace(USUAL, **change)
    data = load_digits(config.dataset, train_size=150, validation_size=60)
    run, usual = (TrainingRun(one, load_digits(one.dataset, train_size=150, validation_size=60))
                  for one in (config, USUAL))
    for training in (run, usual):
        while not training.finished:
            training.advance()
    losses = [[batch.loss for batch in one.batches] for one in (run, usual)]
    assert all(loss == loss for loss in losses[0]), change
    assert losses[0] != losses[1], change
    compile(standalone_script(config), "program", "exec")
    print(*change)

config = clinic_config("heavy_decay", "digits", 0)
sizes = {"validation_size": config.validation_size}
data = load_digits("digits", train_size=config.train_size, **sizes)
unseen = unseen_images(load_digits("digits", **sizes), data)
runs = TrainingRun(config, data), faulty_run("heavy_decay", config, data)
for run in runs:
    run.advance(60)
found = read_pair("heavy_decay", *runs, unseen)
assert FAULTS["heavy_decay"].shows(found.clean, found.faulty), found
assert FAULTS["heavy_decay"].explanation(found.clean, found.faulty).endswith(".")
assert not faulty_files(), faulty_files()
print(LESSONS["two_batches"].title)
"""


def test_every_step_for_core_works_in_a_copy(tmp_path):
    copy = copy_of_core(tmp_path)
    for heading, blocks in steps().items():
        if heading not in ELSEWHERE:
            for step in blocks:
                step.take(copy)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", USE_THEM],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == (
        [
            "model",
            "model_options",
            "optimizer",
            "learning_rate",
            "weight_decay",
            "schedule",
            "augmentation",
            "activation",
            "init",
            "dataset",
            "recipe",
            "Two",
            "batch",
            "sizes",
        ]
    )


def test_every_kind_of_extension_that_readme_names_has_its_steps():
    table = (ROOT / "README.md").read_text("utf-8").split("| to add | costs |")[1].split("\n\n")[0]
    wanted = {
        kind.strip() for row in table.splitlines()[2:] for kind in row.split("|")[1].split(",")
    }
    there = {heading.lower() for heading in re.findall(r"^## (.*)$", TEXT.read_text(), re.M)}
    for kind in wanted:
        assert any(heading.startswith(kind) for heading in there), kind


@pytest.mark.parametrize("where", ["NO_SUCH_TABLE", "from __future__"])
def test_a_step_whose_place_is_not_there_fails(tmp_path, where):
    copy = copy_of_core(tmp_path)
    with pytest.raises(AssertionError, match="begins 0 lines"):
        Step("core/recipes.py", "in", where + "!", "x\n").take(copy)


def test_every_path_and_command_that_is_named_exists():
    text = TEXT.read_text("utf-8")
    made = {step.file for blocks in steps().values() for step in blocks}
    for path in re.findall(r"`((?:core|dashboard|pages|tests|benchmarks)/[\w/.]*)`", text):
        assert (ROOT / path).exists(), path
        assert path not in made or (ROOT / path).exists()
    for module in re.findall(r"python -m ([\w.]+)", text):
        assert (ROOT / (module.replace(".", "/") + ".py")).exists(), module
