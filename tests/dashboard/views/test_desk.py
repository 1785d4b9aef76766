"""The teacher's desk and what is measured, driven in this process; each lesson's view is real."""

from __future__ import annotations

import ast
import importlib
import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from core.lessons import LESSONS, LessonProgress, LessonRecord, Measured, OwnLessons, lesson_from
from core.lessons.answers import AFTER, BEFORE
from core.lessons.composing import shaped
from core.lessons.parcel import unpacked
from core.lessons.progress_file import ProgressFile, progress_bytes
from core.lessons.write import lesson_text
from dashboard.furniture.views import short_name
from dashboard.views.learn import progress_file
from dashboard.visitor import session
from tests.core.lessons.test_own_lessons import SMALL
from tests.dashboard.conftest import Dashboard

ROOT = Path(__file__).resolve().parents[3]
MARKED = "*A* ![x](http://elsewhere.example/y.png) <b>"


def own(dashboard) -> OwnLessons:
    return dashboard.visitor.state(OwnLessons)


def at_the_desk(dashboard) -> Dashboard:
    return dashboard.open("learn").set("button_group", "learn_view", "Teacher's desk")


def write(dashboard, kind: str, **texts: str) -> None:
    for key, text in texts.items():
        dashboard.set(kind, f"compose_{key}", text)


def is_complete(dashboard) -> bool:
    return any("It is complete" in one.value for one in dashboard.app.success)


def link_in(dashboard) -> str:
    return next(code.value for code in dashboard.app.code if "lesson=" in code.value)


def test_lesson_is_composed_without_code_and_its_link_begins_it_in_a_workspace_of_ones_own(
    dashboard,
):
    at_the_desk(dashboard).press("compose_begin")
    assert "Still to do: title: it is missing" in dashboard.words()
    assert dashboard.app.button(key="compose_walk").disabled
    write(dashboard, "text_input", title=MARKED, question="How far?", steps_0_answer="Press it.")
    write(
        dashboard,
        "text_area",
        idea="So far.",
        steps_0_task="Train it to 60 %.",
        steps_0_hints="Press Train.\n\nAnd wait.",
        steps_0_explain="It came to {accuracy}.",
    )
    dashboard.set("number_input", "compose_steps_0_checks_0_value", 60.0)
    dashboard.set("multiselect", "compose_steps_0_controls", ["epochs"])
    dashboard.press("compose_steps_0_take_settings")
    dashboard.set("selectbox", "compose_steps_0_predict", "number")
    dashboard.set("text_input", "compose_steps_0_predict_ask", "How many?")
    assert is_complete(dashboard)
    dashboard.press("compose_link_open")
    query = dict(parse_qsl(urlsplit(link_in(dashboard)).query))
    assert set(query) == {"lesson"}, "no workspace is handed on"
    lesson = lesson_from(unpacked(query["lesson"]), "", "x", is_own=True)
    [step] = lesson.steps
    assert step.checks[0].value == 0.6
    assert step.hints == ("Press Train.", "And wait.")
    assert (step.predict.kind, step.predict.number) == ("number", "accuracy")
    assert set(step.settings) <= {*dashboard.draft.to_dict()}

    student = Dashboard(query)
    assert student.visitor.workspace != dashboard.visitor.workspace
    assert "lesson" not in student.app.query_params
    present = student.visitor.state(LessonProgress).present
    assert own(student).lessons[present].title == lesson.title
    student.open("train")
    assert "Train it to 60" in student.words()
    assert "How many?" in student.words()
    # What came with the link stands as it is: no picture is fetched, nothing is bold.
    assert "](http" not in student.words().replace("\\]", "")
    assert present not in dashboard.visitor.state(LessonProgress).records
    assert Dashboard(query).visitor.workspace not in (
        student.visitor.workspace,
        dashboard.visitor.workspace,
    )


def test_lesson_of_the_path_is_taken_to_the_desk_and_changed(dashboard):
    at_the_desk(dashboard)
    dashboard.set("selectbox", "compose_from", "learning_rate").press("compose_begin")
    assert is_complete(dashboard)
    assert own(dashboard).draft["title"] == LESSONS["learning_rate"].title
    dashboard.press("compose_add_step")
    assert "Still to do: step 4, task: it is missing" in dashboard.words()
    dashboard.press("compose_delete_step")
    assert is_complete(dashboard)
    dashboard.set("selectbox", "compose_steps_2_checks_0_check", "drawing_read_as")
    assert own(dashboard).draft["steps"][2]["checks"][0] == {"check": "drawing_read_as", "value": 7}


def test_composed_lesson_is_walked_and_deleted(dashboard):
    at_the_desk(dashboard)
    own(dashboard).compose(shaped(SMALL))
    dashboard.app.run()
    dashboard.press("compose_walk").open("train")
    assert "step 1 of 1" in dashboard.words()
    dashboard.press("lesson_skip").press("lesson_next").open("learn")
    dashboard.press("lesson_next")
    [name] = own(dashboard).lessons
    assert dashboard.visitor.state(LessonProgress).finished == {name}
    dashboard.set("button_group", "learn_view", "Lessons")
    assert "Many think" not in dashboard.words()
    dashboard.press(f"lesson_delete_{name}")
    assert own(dashboard).lessons == {}
    assert dashboard.visitor.state(LessonProgress).records == {}


def test_broken_link_leads_to_a_workspace_without_a_lesson_and_says_why(dashboard):
    opened = Dashboard({"lesson": "broken"})
    assert any("cannot be used" in toast.value for toast in opened.app.toast)
    assert opened.visitor.state(LessonProgress).present == ""


def test_file_says_what_the_desk_shows(dashboard):
    values = tomllib.loads(lesson_text(SMALL))
    assert lesson_from(values, "", "x", is_own=True) == lesson_from(SMALL, "", "x", is_own=True)


# Measured


def ask(dashboard, time: str, right: bool) -> None:
    lesson = LESSONS["one_step"]
    for place, question in enumerate(lesson.concepts):
        key = f"concept_{lesson.name}_{time}_{place}"
        choice = question.right if right else (question.right + 1) % len(question.choices)
        dashboard.set("radio", key, choice).press(f"concept_answer_{time}")


def test_who_agrees_is_asked_before_and_after_a_lesson_and_can_delete_all_of_it(dashboard):
    dashboard.open("learn").press("lesson_begin_one_step")
    mine = dashboard.visitor.state(Measured)
    assert dashboard.visitor.state(LessonProgress).present == "one_step", "nothing is asked"
    dashboard.open("learn").press("lesson_leave")
    dashboard.visitor.state(LessonProgress).records.clear()
    dashboard.unfold("measure").press("measure_agree")
    dashboard.press("lesson_begin_one_step")
    assert dashboard.visitor.state(LessonProgress).present == ""
    ask(dashboard, BEFORE, right=False)
    assert dashboard.visitor.state(LessonProgress).present == "one_step"
    dashboard.open("one_step")
    record = dashboard.visitor.state(LessonProgress).records["one_step"]
    record.phase, record.is_finished = "end", True
    dashboard.open("learn")
    ask(dashboard, AFTER, right=True)
    assert "Right before the lesson: 0 of 3; after it: 3 of 3." in dashboard.words()
    assert "Of what could be gained, 100.0 % was." in dashboard.words()
    assert (dashboard.visitor.make_state.__self__.home / "kept" / "measured.json").exists()
    dashboard.unfold("measure").press("measure_delete")
    assert mine.to_note() == Measured().to_note()
    assert "one_step" in dashboard.visitor.state(LessonProgress).records


def test_ten_sentences_need_ten_answers(dashboard):
    done = LessonRecord(phase="end", is_finished=True)
    dashboard.visitor.state(LessonProgress).records["one_step"] = done
    dashboard.open("learn").unfold("measure").press("measure_agree")
    for number in range(1, 10):
        dashboard.app.radio(key=f"usability_{number}").set_value(4)
    [submit] = [one for one in dashboard.app.button if one.label == "Keep these ten answers"]
    submit.click().run()
    assert "Still open: 10." in dashboard.words()
    dashboard.app.radio(key="usability_10").set_value(2)
    [submit] = [one for one in dashboard.app.button if one.label == "Keep these ten answers"]
    submit.click().run()
    # By hand: praise 5 x 3 = 15; blame 4 x 1 + 3 = 7; 22 x 2.5 = 55.
    assert "55 of 100 points" in dashboard.words()


# Progress as a file


def test_progress_comes_back_into_another_workspace(dashboard, monkeypatch):
    dashboard.open("learn").press("lesson_begin_learning_rate").open("train")
    dashboard.press("lesson_skip_prediction")
    mine = dashboard.visitor
    content = progress_bytes(
        ProgressFile(*(mine.state(kind) for kind in (LessonProgress, OwnLessons, Measured)))
    )
    other = Dashboard().open("train")
    other.press("train_start").train_to_the_end()
    with monkeypatch.context() as patch:
        patch.setattr(session, "visitor", lambda: other.visitor)
        patch.setattr(session, "state", other.visitor.state)
        assert "1 lesson" in progress_file.bring(content)
        assert "here already" in progress_file.bring(content)
    record = other.visitor.state(LessonProgress).records["learning_rate"]
    assert record.phase == "do"
    assert record.steps[0].after_run == 1, "what was trained here before does not count"


# Where lessons lead


VIEWS_OF_LESSONS = sorted(
    {
        (step.page, step.address["view"])
        for lesson in LESSONS.values()
        for step in lesson.steps
        if "view" in step.address
    }
)


def views_of(page: str) -> list[str]:
    """Name the views of a page, which stand in its script or in its folder."""
    tree = ast.parse((ROOT / "pages" / f"{page}.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "VIEWS":
            return [key.value for key in node.value.keys]
    return list(importlib.import_module(f"dashboard.views.{page}.page").VIEWS)


@pytest.mark.parametrize(("page", "view"), VIEWS_OF_LESSONS)
def test_each_view_that_a_lesson_names_is_one_of_its_page(page, view):
    assert view in {short_name(name) for name in views_of(page)}


def test_view_that_no_page_has_would_be_noticed():
    assert "the-moon" not in {short_name(name) for name in views_of("evaluate")}
