"""Challenges on the real pages, driven in this process on pen strokes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.lessons import CHALLENGES, STAND_IN, ChallengeProgress, LessonProgress
from core.lessons.measures import five_strangers
from core.settings import SETTINGS
from dashboard.visitor.draft import Draft
from tests.dashboard.conftest import Dashboard


def progress(dashboard) -> ChallengeProgress:
    return dashboard.visitor.state(ChallengeProgress)


def show_list(dashboard) -> Dashboard:
    dashboard.app.session_state["learn_view"] = "Challenges"
    return dashboard.open("learn")


def begin(dashboard, name: str) -> Dashboard:
    """Press Begin; `AppTest` forgets at its next run that a script went to a page."""
    show_list(dashboard).press(f"challenge_begin_{name}")
    return dashboard.open(CHALLENGES[name].page)


def record(dashboard):
    mine = progress(dashboard)
    return mine.records[mine.present]


def test_list_names_every_challenge_and_says_what_stands_in_for_mnist(dashboard):
    said = show_list(dashboard).words()
    places = [said.index(f"**{one.title}**") for one in CHALLENGES.values()]
    assert places == sorted(places)
    assert "MNIST is not on this machine" in said
    assert f"0 of {len(CHALLENGES)} solved" in said


def test_challenge_from_a_near_miss_to_its_end_with_the_runs_that_made_it(dashboard):
    begin(dashboard, "one_epoch")
    controls = {
        widget.key
        for kind in ("slider", "select_slider", "selectbox", "number_input")
        for widget in getattr(dashboard.app, kind)
    }
    assert controls & set(SETTINGS) <= set(CHALLENGES["one_epoch"].controls)
    dashboard.press("train_start").train_to_the_end()
    dashboard.app.run()
    reached = dashboard.job.run.epochs[-1].validation_accuracy
    assert record(dashboard).last.values[0] == reached
    assert f"({100 * reached:.1f} %)" in dashboard.words()
    assert not record(dashboard).is_solved
    assert "Solved" not in dashboard.words()
    for kind, key, value in (
        ("selectbox", "model", "batchnorm"),
        ("selectbox", "schedule", "one_cycle"),
        ("select_slider", "learning_rate", 0.2),
    ):
        dashboard.set(kind, key, value)
    dashboard.press("train_start").train_to_the_end()
    dashboard.app.run()
    last = record(dashboard).last
    assert (last.run, last.dataset) == (2, STAND_IN)
    assert last.values[0] == dashboard.job.run.epochs[-1].validation_accuracy
    assert last.solves
    assert "Solved by run 2" in dashboard.words()
    said = show_list(dashboard).words()
    assert f"1 of {len(CHALLENGES)} solved" in said
    labels = [button.label for button in dashboard.app.button]
    assert f"Run 2, {100 * last.values[0]:.1f} %" in labels
    other = show_list(Dashboard({"workspace": dashboard.visitor.workspace}))
    assert f"1 of {len(CHALLENGES)} solved" in other.words()


def test_run_validated_on_few_images_does_not_count_and_is_told_why(dashboard):
    begin(dashboard, "one_epoch")
    mine = dashboard.visitor.state(Draft)
    mine.config = replace(mine.config, validation_size=100, train_size=200)
    dashboard.press("train_start").train_to_the_end()
    dashboard.app.run()
    assert record(dashboard).last is None
    assert "Run 1 does not count: it is validated on fewer than" in dashboard.words()


def test_run_from_before_the_challenge_does_not_count(dashboard):
    dashboard.open("train").press("train_start").train_to_the_end()
    begin(dashboard, "one_epoch")
    assert record(dashboard).last is None
    assert "does not count" not in dashboard.words()


def test_lesson_and_challenge_take_turns_and_settings_come_back(dashboard):
    before = dashboard.draft
    begin(dashboard, "one_epoch")
    assert dashboard.draft != before
    dashboard.app.session_state["learn_view"] = "Lessons"
    dashboard.open("learn").press("lesson_begin_learning_rate")
    assert progress(dashboard).present == ""
    begin(dashboard, "one_epoch")
    assert dashboard.visitor.state(LessonProgress).present == ""
    dashboard.press("challenge_leave")
    assert progress(dashboard).present == ""
    assert dashboard.draft == before


def test_hints_come_one_by_one_and_end_with_an_answer(dashboard):
    begin(dashboard, "one_epoch")
    challenge = CHALLENGES["one_epoch"]
    for hint in challenge.hints:
        assert hint not in dashboard.words()
        dashboard.press("challenge_hint")
        assert hint in dashboard.words()
    dashboard.press("challenge_hint")
    assert challenge.answer in dashboard.words()


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", CHALLENGES)
def test_every_challenge_opens_on_its_page_with_its_task(dashboard, name):
    begin(dashboard, name)
    assert CHALLENGES[name].task[:40] in dashboard.words()


def test_strangers_sevens_are_sevens_of_five_people_none_of_whom_tests():
    digits = five_strangers(7)
    assert set(digits.labels) == {7}
    assert len(set(digits.writers)) == 5
    assert not set(digits.writers) & {1, 9, 17, 27, 30}
