"""Workspaces and teachers' links of earlier versions open on every page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dashboard.page_list import PAGES
from dashboard.server.shared import forget_all
from dashboard.visitor.assignment import Assignment
from tests.dashboard.conftest import Dashboard

SAVED = Path(__file__).resolve().parents[1] / "saved" / "version_1"
EXPECTED = json.loads((SAVED / "expected.json").read_text())


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """A visitor who comes back to a copy of the workspace."""
    shutil.copytree(SAVED / "runs", tmp_path / "runs")
    monkeypatch.setenv("DIGIT_LAB_DATA", str(tmp_path))
    monkeypatch.setenv("DIGIT_LAB_OFFLINE", "1")
    monkeypatch.setenv("DIGIT_LAB_RUNS", str(tmp_path / "runs"))
    forget_all()
    yield Dashboard({"workspace": EXPECTED["workspace"]})
    forget_all()


def test_every_page_opens(saved):
    for page in PAGES:
        saved.open(page)
        assert saved.app.title[0].value


def test_compare_lists_all_runs_with_name_state_and_steps(saved):
    saved.open("compare").set("toggle", "compare_archived", True)  # One of them is.
    table = next(found.value for found in saved.app.dataframe if "Run" in found.value)
    assert list(table["Run"]) == [int(number) for number in EXPECTED["runs"]]
    assert list(table["Steps"]) == [run["step"] for run in EXPECTED["runs"].values()]
    assert "With noise" in table["Name"][0]
    assert table["Tags"][0] == ", ".join(EXPECTED["runs"]["0001"]["about"]["tags"])
    assert not saved.app.text, "every run can be read"


def test_every_run_can_be_the_current_one(saved):
    for run in list(saved.visitor.runs):
        saved.visitor.current = run
        for page in ("train", "evaluate"):
            saved.open(page)
        assert saved.job.run.step == EXPECTED["runs"][f"{run.number:04d}"]["step"]


@pytest.mark.parametrize("link", EXPECTED["teachers_links"], ids=lambda link: link["page"])
def test_teachers_link_gives_page_hidden_controls_and_instruction(link):
    found = Assignment.from_query(link["query"])
    assert found == Assignment(link["page"], frozenset(link["hidden"]), link["instruction"])
