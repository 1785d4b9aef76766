"""Handing in and reading back, driven in this process on pen strokes."""

from __future__ import annotations

import json

import pytest

from core.data.own import OwnSets
from core.lessons import LESSONS
from dashboard.views.learn import hand_in
from tests.dashboard.conftest import Dashboard


def show(dashboard, view: str) -> Dashboard:
    dashboard.app.session_state["learn_view"] = view
    return dashboard.open("learn")


@pytest.fixture
def files(monkeypatch):
    """All files that pages have offered, the last one last."""
    found = []
    write = hand_in.hand_in_bytes

    def note(content, sealer):
        found.append(write(content, sealer))
        return found[-1]

    monkeypatch.setattr(hand_in, "hand_in_bytes", note)
    return found


def walk_first_step(dashboard) -> None:
    """Do the first step of a lesson, and skip the rest."""
    dashboard.open("learn").press("lesson_begin_first_network")
    dashboard.open("train").press("lesson_skip_prediction").press("train_start").train_to_the_end()
    dashboard.app.run()
    dashboard.press("lesson_leave")


def upload(dashboard, named: dict[str, bytes]) -> Dashboard:
    dashboard.app.session_state["desk_part"] = "Read hand-ins"
    show(dashboard, "Teacher's desk")
    chosen = [(name, content, "application/json") for name, content in named.items()]
    dashboard.app.file_uploader(key="handed_in_files").set_value(chosen).run()
    return dashboard.is_fine()


def errors(dashboard) -> list[str]:
    return [one.value for one in dashboard.app.error]


def table(dashboard):
    return dashboard.app.dataframe[0].value.set_index("File")


def test_nothing_done_is_nothing_to_hand_in(dashboard, files):
    show(dashboard, "Hand in")
    assert "There is nothing to hand in yet" in dashboard.words()
    assert files == []


def test_file_holds_what_was_done_and_no_drawings_unasked(dashboard, files):
    walk_first_step(dashboard)
    own = dashboard.visitor.state(OwnSets)
    assert len(own.digits) == 0
    show(dashboard, "Hand in")
    dashboard.app.text_input(key="hand_in_name").set_value("  Ada   L. ").run()
    content = json.loads(files[-1])["content"]
    run = dashboard.visitor.runs[0]
    assert content["name"] == "Ada L."
    assert content["runs"][0]["config"] == run.config.to_dict()
    said = content["runs"][0]["epochs"][-1]
    assert said[3] == run.job.run.epochs[-1].validation_accuracy
    record = content["lessons"]["first_network"]
    assert record["steps"][0]["facts"]["accuracy"] == said[3]
    assert content["drawings"]["shape"] == [0, 28, 28]
    assert "In it: 1 lesson, 1 run." in dashboard.words()
    dashboard.app.multiselect(key="hand_in_without").set_value([1]).run()
    assert json.loads(files[-1])["content"]["runs"] == []


def test_thirty_files_with_bad_ones_become_one_table_and_changed_ones_are_found(dashboard, files):
    walk_first_step(dashboard)
    show(dashboard, "Hand in")
    good = files[-1]
    edited = json.loads(good)
    edited["content"]["runs"][0]["config"]["seed"] = 77
    elsewhere = json.loads(good) | {"server": "0011223344556677"}
    named = {f"student {number}.json": good for number in range(1, 26)}
    named |= {
        "edited.json": json.dumps(edited).encode(),
        "elsewhere.json": json.dumps(elsewhere).encode(),
        "cut.json": good[:-100],
        "foreign.json": b'{"format": "Digit Lab hand-in 9"}',
        "<b>large</b>.json": b" " * 9_000_000,
    }
    assert len(named) == 30
    teacher = upload(Dashboard(), named)
    assert len(errors(teacher)) == 3
    assert any("cut.json" in one and "cut off" in one for one in errors(teacher))
    assert any("foreign.json" in one and "version" in one for one in errors(teacher))
    assert any("9.0 MB" in one for one in errors(teacher))
    assert not any("<b>" in one for one in errors(teacher))
    assert set(table(teacher)["Verdict"]) == {"not all run again", "changed after it was sealed"}
    teacher.press("handed_in_check")
    found = table(teacher)
    assert len(found) == 27
    assert found.loc["student 1.json", "Verdict"] == "holds"
    assert found.loc["elsewhere.json", "Verdict"] == "holds"
    assert "another server" in found.loc["elsewhere.json", "Seal"]
    assert found.loc["edited.json", "Verdict"] == "changed after it was sealed"
    assert found.loc["edited.json", "What does not agree"] > 0
    assert (found.drop("edited.json")["Runs that hold"] == 1).all()
    assert (found["Steps done"] == 1).all()
    assert "Everything that can be run again was" in teacher.words()


def test_answers_are_counted_over_files(dashboard, files):
    question = LESSONS["learning_rate"].questions[0]
    wrong = next(place for place, one in enumerate(question.choices) if not one.is_right)
    dashboard.open("learn").press("lesson_begin_learning_rate")
    dashboard.open("train")
    for step in LESSONS["learning_rate"].steps:
        if step.predict:
            dashboard.press("lesson_skip_prediction")
        dashboard.press("lesson_skip").press("lesson_next")
        dashboard.open("train")
    dashboard.open("learn")
    dashboard.set("radio", "lesson_ask_learning_rate_questions_0", wrong)
    show(dashboard, "Hand in")
    upload(dashboard, {"a.json": files[-1], "b.json": files[-1]})
    [row] = dashboard.app.dataframe[1].value.to_dict("records")
    assert row["How many"] == 2
    assert row["Wrong answer"] == question.choices[wrong].text
    assert row["Lesson"] == LESSONS["learning_rate"].title
