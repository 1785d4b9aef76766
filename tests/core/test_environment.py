"""Variables of the environment: what they give, and what is said of odd ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.environment import PROJECT, folder_from, number_from, switch_from
from core.errors import VariableError
from core.runs import RunStore


def test_without_a_variable_the_usual_holds(monkeypatch):
    monkeypatch.delenv("DIGIT_LAB_TEST", raising=False)
    assert folder_from("DIGIT_LAB_TEST", "runs") == PROJECT / "runs"
    assert number_from("DIGIT_LAB_TEST", 500) == 500
    assert not switch_from("DIGIT_LAB_TEST")


def test_a_variable_is_taken_as_it_is(monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_TEST", "~/x")
    assert folder_from("DIGIT_LAB_TEST", "runs") == Path.home() / "x"
    monkeypatch.setenv("DIGIT_LAB_TEST", "1.5")
    assert number_from("DIGIT_LAB_TEST", 500) == 1.5


@pytest.mark.parametrize(("value", "on"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_switches(monkeypatch, value, on):
    monkeypatch.setenv("DIGIT_LAB_TEST", value)
    assert switch_from("DIGIT_LAB_TEST") is on


@pytest.mark.parametrize("value", ["", "abc", "0", "-5", "nan", "inf", "5 MB", "1" * 400])
def test_odd_number_is_named(monkeypatch, value):
    monkeypatch.setenv("DIGIT_LAB_RUNS_MB", value)
    with pytest.raises(VariableError, match=r"DIGIT_LAB_RUNS_MB is .*; expected a number above 0"):
        RunStore()


@pytest.mark.parametrize("value", ["", "  "])
def test_folder_that_is_nothing_is_named(monkeypatch, value):
    monkeypatch.setenv("DIGIT_LAB_RUNS", value)
    with pytest.raises(VariableError, match=r"DIGIT_LAB_RUNS is '.*'; expected a folder"):
        RunStore()


def test_odd_switch_is_named(monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_OFFLINE", "maybe")
    with pytest.raises(VariableError, match="DIGIT_LAB_OFFLINE is 'maybe'; expected 1, 0"):
        switch_from("DIGIT_LAB_OFFLINE")


def test_data_and_runs_are_the_projects_from_any_folder(tmp_path):
    look = "from core.data import data_folder; from core.runs import RunStore; "
    look += "print(data_folder(), RunStore().folder)"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DIGIT_LAB_")}
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(PROJECT / "data"), str(PROJECT / "runs")]
