"""Menus of runs say the seed and what differs, as Compare's do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.views.compare.groups import group_runs
from dashboard.visitor.run_words import menu_titles


@pytest.fixture
def runs(dashboard):
    for rate, seed in ((0.1, 0), (0.1, 3), (0.00001, 0)):
        dashboard.open("train").unfold("more_settings").set("number_input", "seed", seed)
        dashboard.set("slider", "epochs", 1).set("select_slider", "learning_rate", rate)
        dashboard.press("train_start").train_to_the_end()
    return dashboard


def test_menus_of_every_page_tell_runs_apart_by_seed_and_setting_as_compare_does(runs):
    mine = runs.visitor.runs
    titles = menu_titles(mine)
    assert titles == {
        1: "Run 1 (seed 0): learning rate 0.1",
        2: "Run 2 (seed 3): learning rate 0.1",
        3: "Run 3 (seed 0): learning rate 0.00001",
    }
    assert list(titles.values()) == [group.title for group in group_runs(mine, group_seeds=False)]
    for page in ("evaluate", "inside", "sketch"):
        runs.open(page)
        assert runs.app.selectbox(key=f"{page}_run").options == list(titles.values())[::-1]


def test_run_with_a_name_of_its_own_has_that_and_an_early_end_is_told(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start").press("train_stop")
    dashboard.job.wait(30)
    [run] = dashboard.visitor.runs
    run.about = replace(run.about, name="my first")
    assert menu_titles([run]) == {1: "Run 1 (seed 0): my first, stopped"}
