"""Learn and the bar above a page, driven in this process on pen strokes."""

from __future__ import annotations

import pytest

from core.evaluation import measure_robustness
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


def test_every_lesson_can_be_taken_along_as_a_notebook(dashboard):
    dashboard.open("learn").unfold("lesson_notebooks")
    assert len(dashboard.app.selectbox(key="lesson_notebook").options) == len(LESSONS)
    offered = [button.proto.label for button in dashboard.app.get("download_button")]
    assert "Notebook" in offered


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


# What counts on each page


def skip_to(dashboard, name: str, step: int) -> None:
    """Begin a lesson and skip the steps before one, its prediction too."""
    begin(dashboard, name)
    for number in range(step + 1):
        if LESSONS[name].steps[number].predict:
            dashboard.press("lesson_skip_prediction")
        if number < step:
            on(dashboard.press("lesson_skip"), "lesson_next")


def record(dashboard):
    mine = progress(dashboard)
    return mine.records[mine.present]


def test_images_opened_on_data_count_each_once(dashboard):
    skip_to(dashboard, "look_at_the_data", 0)
    dashboard.app.session_state["data_view"] = "One image"
    dashboard.app.run()
    for image in (3, 7, 7, 12, 5):
        dashboard.set("number_input", "one_image", image)
    dashboard.app.run()
    assert record(dashboard).phase == "explain"  # With image 0, with which the page begins.
    assert "You opened 5 images" in dashboard.words()


def test_step_kept_on_one_step_counts(dashboard):
    skip_to(dashboard, "one_step", 0)
    dashboard.press("train_start").train_to_the_end()
    dashboard.press("lesson_skip_seen")
    on(dashboard, "lesson_next").press("lesson_skip_prediction")
    dashboard.set("selectbox", "bench_source", dashboard.visitor.current.number)
    dashboard.press("bench_all")
    assert record(dashboard).phase == "do"
    dashboard.press("bench_keep").app.run()
    assert record(dashboard).phase == "explain"


def test_two_runs_compared_under_shift_count_with_what_was_measured(dashboard):
    skip_to(dashboard, "mlp_and_cnn", 0)
    dashboard.press("train_start").train_to_the_end()
    on(dashboard, "lesson_next").press("train_start").train_to_the_end()
    on(dashboard, "lesson_next").press("lesson_skip_prediction")
    dashboard.app.session_state["evaluate_view"] = "Robustness"
    dashboard.app.run()
    assert record(dashboard).phase == "do"
    dashboard.set("selectbox", "compare_with", 1)
    dashboard.app.run()
    assert record(dashboard).phase == "explain"
    facts = record(dashboard).steps[-1].facts
    noted = {(run, pixels): share for run, pixels, share in record(dashboard).steps[-1].shifted}
    for run in dashboard.visitor.runs:
        training = run.job.run
        points = measure_robustness(
            training.model, training.data.validation, training.data.standardization, "shift"
        )
        [there] = [point for point in points if point.level == 3]
        assert noted[run.number, 3] == there.correct / there.count
    assert facts["lowest_shift_accuracy"] == noted[1, 3]
    assert f"the MLP reads {100 * noted[1, 3]:.1f} %" in dashboard.words()


def test_opening_of_the_test_images_counts(dashboard):
    skip_to(dashboard, "sealed_test_set", 0)
    dashboard.press("train_start").train_to_the_end()
    assert record(dashboard).phase == "explain"
    on(dashboard, "lesson_next").press("lesson_skip_prediction")
    dashboard.app.session_state["evaluate_images"] = "test"
    dashboard.app.run()
    dashboard.press("open_vault").app.run()
    assert record(dashboard).phase == "explain"


def test_twins_of_the_clinic_count_when_both_are_over(dashboard):
    skip_to(dashboard, "clinic_blind_accuracy", 0)
    dashboard.app.query_params["fault"] = "softmax_before_loss"
    dashboard.open("data").open("clinic")
    dashboard.press("clinic_skip")
    for run in dashboard.visitor.runs:
        run.job.wait(60)
    dashboard.app.run()
    assert record(dashboard).phase == "explain"
    clean, faulty = (run.job.run.epochs[-1] for run in dashboard.visitor.runs)
    said = dashboard.words()
    assert f"Accuracy: clean {100 * clean.validation_accuracy:.1f} %" in said
    assert f"Loss: clean {clean.validation_loss:.3f}, faulty {faulty.validation_loss:.3f}" in said
