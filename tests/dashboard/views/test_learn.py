"""Learn and the bar above a page, driven in this process on pen strokes."""

from __future__ import annotations

import pytest

from core.lessons import LESSONS, LessonProgress, Walk
from core.settings import SETTINGS
from dashboard.furniture import lesson_bar
from tests.dashboard.conftest import Dashboard


def progress(dashboard) -> LessonProgress:
    return dashboard.visitor.state(LessonProgress)


def page_of(dashboard) -> str:
    """Name the page on which the lesson goes on."""
    mine = progress(dashboard)
    return Walk(LESSONS[mine.present], mine.records[mine.present]).page


def on(dashboard, key: str) -> Dashboard:
    """Press what leads on; `AppTest` forgets at its next run that a script went to a page."""
    dashboard.press(key)
    return dashboard.open(page_of(dashboard))


def begin(dashboard, name: str) -> Dashboard:
    return on(dashboard.open("learn"), f"lesson_begin_{name}")


def test_learn_lists_every_lesson_in_its_order(dashboard):
    dashboard.open("learn")
    said = dashboard.words()
    places = [said.index(f"**{lesson.title}** · ") for lesson in LESSONS.values()]
    assert places == sorted(places)
    assert dashboard.app.button(key="lesson_begin").label == "Begin"


def test_lesson_happens_on_the_real_page_and_nothing_is_trained_before_a_prediction(dashboard):
    begin(dashboard, "learning_rate")
    keys = {button.key for button in dashboard.app.button}
    assert "lesson_skip_prediction" in keys
    assert "train_start" not in keys
    dashboard.press("lesson_skip_prediction")
    assert dashboard.app.title[0].value == "Train"
    controls = {
        widget.key
        for kind in ("slider", "select_slider", "selectbox", "number_input")
        for widget in getattr(dashboard.app, kind)
    }
    assert controls & set(SETTINGS) == {"learning_rate"}
    assert dashboard.draft.train_size == LESSONS["learning_rate"].steps[0].settings["train_size"]


def walk_step(dashboard, rate: float) -> None:
    dashboard.set("select_slider", "learning_rate", rate)
    dashboard.press("train_start").train_to_the_end()


def test_lesson_from_its_first_prediction_to_its_end(dashboard):
    begin(dashboard, "learning_rate")
    place = "learning_rate_0"
    dashboard.set("radio", f"lesson_predict_{place}", 2).press("lesson_predict")
    # A try that comes close is told how it stands, and passes nothing.
    walk_step(dashboard, 0.01)
    run = dashboard.job.run
    reached = f"{100 * run.epochs[-1].validation_accuracy:.1f} %"
    assert f"run 1: {reached}" in dashboard.words()
    assert progress(dashboard).records["learning_rate"].phase == "do"
    walk_step(dashboard, 2.0)
    record = progress(dashboard).records["learning_rate"]
    assert record.phase == "see"
    assert "You predicted: It learns nothing" in dashboard.words()
    explanation = LESSONS["learning_rate"].steps[0].explain[:40]
    assert explanation not in dashboard.words()
    dashboard.set("radio", f"lesson_seen_{place}", 1)
    run = dashboard.job.run
    said = dashboard.words()
    assert "So the numbers say." in said
    worst = lesson_bar.NUMBERS["highest_loss"].written(max(b.loss for b in run.batches))
    assert f"one batch cost {worst}" in said
    assert f"{100 * run.epochs[-1].validation_accuracy:.1f} % right" in said
    on(dashboard, "lesson_next").press("lesson_skip_prediction")
    walk_step(dashboard, 0.0001)
    on(dashboard.press("lesson_skip_seen"), "lesson_next")
    walk_step(dashboard, 0.1)
    on(dashboard, "lesson_next")
    assert dashboard.app.title[0].value == "Learn"
    for number, question in enumerate(LESSONS["learning_rate"].questions):
        dashboard.set("radio", f"lesson_ask_learning_rate_questions_{number}", question.right)
    dashboard.press("lesson_next")
    assert progress(dashboard).finished == {"learning_rate"}
    on(dashboard, "lesson_begin_next")
    assert "two questions on the last lesson" in dashboard.words()


def test_nothing_done_and_skipping_leads_through_a_whole_lesson(dashboard):
    begin(dashboard, "one_step")
    lesson = LESSONS["one_step"]
    for step in lesson.steps:
        if step.predict:
            dashboard.press("lesson_skip_prediction")
        dashboard.press("lesson_skip")
        assert "Skipped. This is how it is done" in dashboard.words()
        on(dashboard, "lesson_next")
    for _ in lesson.questions:
        dashboard.press("lesson_skip_question")
    dashboard.press("lesson_next")
    record = progress(dashboard).records["one_step"]
    assert record.is_finished
    assert not any(step.is_done for step in record.steps)


def test_hints_come_one_by_one_and_end_with_the_answer(dashboard):
    begin(dashboard, "first_network").press("lesson_skip_prediction")
    step = LESSONS["first_network"].steps[0]
    for hint in step.hints:
        assert hint not in dashboard.words()
        dashboard.press("lesson_hint")
        assert hint in dashboard.words()
    dashboard.press("lesson_hint")
    assert step.answer in dashboard.words()
    assert "lesson_hint" not in {button.key for button in dashboard.app.button}


def test_lesson_is_left_with_the_settings_as_they_were_and_continued_on_another_device(dashboard):
    before = dashboard.draft
    begin(dashboard, "learning_rate").press("lesson_skip_prediction")
    dashboard.press("train_start").train_to_the_end()
    dashboard.press("lesson_leave")
    assert dashboard.draft == before
    assert dashboard.app.title[0].value == "Train"
    other = Dashboard({"workspace": dashboard.visitor.workspace})
    on(other.open("learn"), "lesson_begin_learning_rate")
    assert other.app.title[0].value == "Train"
    assert progress(other).records["learning_rate"].phase == "do"
    assert "run 1: " in other.words()


def test_another_page_says_where_the_lesson_goes_on(dashboard):
    begin(dashboard, "learning_rate").open("data")
    assert "It goes on at **Train**." in dashboard.words()
    on(dashboard, "lesson_follow")
    assert "First predict" in dashboard.words()


def test_lesson_is_kept_on_disk(dashboard):
    begin(dashboard, "learning_rate").press("lesson_skip_prediction")
    home = dashboard.visitor.make_state.__self__.home
    assert (home / "kept" / "lessons.json").exists()


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.sample(3)
def test_every_lesson_opens_on_the_page_of_its_first_step(dashboard, name):
    begin(dashboard, name)
    step = LESSONS[name].steps[0]
    if step.predict:
        dashboard.press("lesson_skip_prediction")
    assert dashboard.app.title[0].value == lesson_bar.PAGES[step.page].title
