"""The sidebar names the run that the page shows."""

from __future__ import annotations

import pytest

from dashboard.page_list import PAGES


def named(dashboard) -> str:
    """The run that the sidebar names."""
    [name] = [words.value for words in dashboard.app.sidebar.markdown if "**Run" in words.value]
    return name.strip("*")


@pytest.fixture
def two_runs(dashboard):
    for rate in (0.1, 0.5):
        dashboard.open("train").set("slider", "epochs", 1)
        dashboard.set("select_slider", "learning_rate", rate)
        dashboard.press("train_start").train_to_the_end()
    return dashboard


@pytest.mark.parametrize("page", PAGES)
def test_every_page_names_the_current_run(two_runs, page):
    two_runs.open(page)
    assert named(two_runs) == "Run 2: MLP, SGD 0.5"


@pytest.mark.parametrize("page", ["evaluate", "inside", "sketch"])
def test_a_page_with_another_run_names_that_one(two_runs, page):
    two_runs.open(page).set("selectbox", f"{page}_run", 1)
    assert named(two_runs) == "Run 1: MLP, SGD 0.1"
    two_runs.open("train")
    assert named(two_runs) == "Run 2: MLP, SGD 0.5"


def test_a_run_that_goes_on_meanwhile_is_named_too(two_runs):
    two_runs.set("slider", "epochs", 50).press("train_start").press("train_pause")
    two_runs.job.wait(30)
    two_runs.open("evaluate").set("selectbox", "evaluate_run", 1)
    assert named(two_runs) == "Run 1: MLP, SGD 0.1"
    captions = [caption.value for caption in two_runs.app.sidebar.caption]
    assert "Still going on: Run 3: MLP, SGD 0.5" in captions
    assert two_runs.app.sidebar.get("progress")


def test_without_a_run_the_sidebar_says_where_to_train(dashboard):
    dashboard.open("evaluate")
    assert "No run yet" in dashboard.app.sidebar.caption[0].value
