"""A report helps those who mend a mistake, and tells nothing that is somebody's own."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

import pytest

from core.config import TrainConfig
from core.data.own.own_set import HASH_DIGITS
from core.environment import PROJECT
from core.error_report import error_report, without_secrets
from core.settings import SETTINGS

WORKSPACE = "0123456789abcdef0123456789abcdef"


def raised(message: str) -> Exception:
    try:
        SETTINGS[message]
    except KeyError as error:
        return error
    raise AssertionError


def report(error: BaseException, config: TrainConfig | None = None) -> str:
    return error_report(error, page="Train", config=config, more={"hosted": "no"})


def test_it_says_versions_page_kind_and_message():
    lines = report(raised("no such setting")).splitlines()
    assert lines[0].startswith("Digit Lab 0.")
    assert f"Python {platform.python_version()}" in lines[1]
    assert f"torch {version('torch')}" in lines[2]
    assert f"streamlit {version('streamlit')}" in lines[2]
    assert "page: Train" in lines
    assert "hosted: no" in lines
    assert "error: KeyError: 'no such setting'" in lines


def test_it_names_the_lines_of_the_project_that_the_error_came_through():
    [place] = [line for line in report(raised("x")).splitlines() if line.endswith(" raised")]
    file, line = place.split()[0].split(":")
    source = (PROJECT / file).read_text("utf-8").splitlines()
    assert source[int(line) - 1].strip() == "SETTINGS[message]"


def test_it_lists_the_settings_that_are_not_the_usual_ones():
    text = report(raised("x"), TrainConfig(learning_rate=0.5, dataset="digits"))
    assert "  learning_rate = 0.5" in text
    assert "  dataset = digits" in text
    assert "batch_size" not in text


@pytest.mark.parametrize(
    ("message", "private"),
    [
        (WORKSPACE, WORKSPACE),
        (f"runs/{WORKSPACE}/7", WORKSPACE),
        (WORKSPACE[:16], WORKSPACE[:16]),
        (WORKSPACE.upper(), WORKSPACE.upper()),
        (f"http://lab.example/train?workspace={WORKSPACE}&model=cnn", WORKSPACE[:9]),
        ("http://lab.example/train?workspace=short", "short"),
        ("cannot reach postgresql://lab:hunter22@db.example/x", "hunter22"),
        ("cannot reach postgresql://lab:hun/ter22@db.example/x", "ter22"),
        ("password=hunter22", "hunter22"),
        ("{'token': 'hunter22'}", "hunter22"),
        ("no such file: /home/ada/lab/x.csv", "ada"),
        ("no such file: C:\\Users\\ada\\x.csv", "ada"),
        ("ada-lovelace may not write here", "lovelace"),
        ("no such folder: /srv/digits", "/srv"),
        ("a study called the-sweep-of-grace", "grace"),
    ],
)
def test_nothing_that_opens_something_or_is_somebodys_is_in_it(monkeypatch, message, private):
    monkeypatch.setenv("DIGIT_LAB_STUDIES", "the-sweep-of-grace")
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada-lovelace"))
    [said] = [line for line in report(raised(message)).splitlines() if line.startswith("error: ")]
    assert private not in said
    assert "hidden" in said or "workspace]" in said or "x.csv" in said or "digits" in said


def test_names_of_ones_own_classes_are_not_in_it():
    own = f"own-12-{WORKSPACE[:HASH_DIGITS]}-ada,grace"
    config = TrainConfig()
    object.__setattr__(config, "dataset", own)
    assert config.spec.is_own
    text = report(raised("x"), config)
    assert "  dataset = a set of one's own" in text
    assert "grace" not in text


def test_what_is_no_secret_stays():
    text = "mat1 and mat2 shapes cannot be multiplied (64x784 and 100x10), keys: 3, DIGIT_LAB"
    assert without_secrets(text) == text
