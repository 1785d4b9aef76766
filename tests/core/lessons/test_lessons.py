"""Every lesson, to its end: with right answers, with wrong ones, and with none."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import LessonError
from core.kept import Kept
from core.lessons import (
    CHECKS,
    FOLDER,
    LESSONS,
    Evidence,
    LessonProgress,
    LessonRecord,
    StepRecord,
    Walk,
    faulty_files,
    lessons_in,
    read_lesson,
)
from core.lessons.numbers import SKIPPED
from tests.any_input import JSON_VALUES, outcome_of
from tests.core.lessons.made_up import evidence_for

NAMES = list(LESSONS)
FIRST_CLINIC = 3


def begun(name: str) -> Walk:
    place = NAMES.index(name)
    walk = Walk(LESSONS[name], LessonRecord(), LESSONS[NAMES[place - 1]].recall if place else ())
    walk.begin(0, 0)
    return walk


def answer_all(walk: Walk, *, rightly: bool) -> None:
    for question in walk.questions:
        wrong = next(n for n, choice in enumerate(question.choices) if not choice.is_right)
        walk.answer(question.right if rightly else wrong)


def test_path_has_no_fault_and_ends_in_the_clinic():
    assert faulty_files() == []
    assert len(LESSONS) >= 12
    assert [lesson.place for lesson in LESSONS.values()] == list(range(1, len(LESSONS) + 1))
    last = [LESSONS[name] for name in NAMES[-FIRST_CLINIC:]]
    assert all(step.page == "clinic" for lesson in last for step in lesson.steps)


@pytest.mark.parametrize("name", NAMES)
def test_lesson_walked_rightly_is_done_in_every_step(name):
    walk = begun(name)
    if walk.phase == "recall":
        answer_all(walk, rightly=True)
        walk.next(0, 0)
    for step in LESSONS[name].steps:
        if step.predict:
            assert walk.phase == "predict"
            assert not walk.look(evidence_for(step.checks))  # Nothing counts before.
            walk.expect(0)
        assert walk.phase == "do"
        assert walk.look(evidence_for(step.checks))
        if step.seen:
            assert walk.phase == "see"
            assert len(walk.step_record.true) == len(step.seen.choices)
            walk.see(0)
        assert walk.phase == "explain"
        assert SKIPPED not in walk.text(step.explain)
        walk.next(0, 0)
    answer_all(walk, rightly=True)
    assert SKIPPED not in "".join(
        walk.text(choice.why) for question in walk.questions for choice in question.choices
    )
    walk.next(0, 0)
    assert walk.phase == "end"
    assert walk.record.is_finished
    assert all(one.is_done for one in walk.record.steps)


@pytest.mark.parametrize("name", NAMES)
def test_attempt_that_misses_any_condition_by_a_little_does_not_pass(name):
    walk = begun(name)
    walk.next(0, 0) if walk.phase == "recall" else None
    for step in LESSONS[name].steps:
        walk.expect(None)
        assert not walk.look(Evidence())
        for missed in step.checks:
            assert not walk.look(evidence_for(step.checks, missed=missed)), missed
        assert walk.phase == "do"
        walk.next(0, 0)  # Skipped: explained, and not done.
        assert not walk.step_record.is_done
        walk.text(step.explain)
        walk.next(0, 0)
    answer_all(walk, rightly=False)
    walk.next(0, 0)
    assert walk.record.is_finished
    assert not any(one.is_done for one in walk.record.steps)


@pytest.mark.parametrize("name", NAMES)
def test_everything_can_be_skipped_with_one_press_each(name):
    walk = begun(name)
    for _ in range(4 * len(LESSONS[name].steps) + 2):
        walk.next(0, 0)
    assert walk.phase == "end"


@pytest.mark.parametrize("name", NAMES)
def test_hints_end_with_the_answer(name):
    walk = begun(name)
    walk.next(0, 0)
    for _ in range(9):
        walk.hint()
    assert walk.step_record.hints == len(walk.step.hints) + 1


@pytest.mark.parametrize("name", NAMES)
def test_each_task_is_a_goal_with_few_controls_and_each_training_has_attempts(name):
    for step in LESSONS[name].steps:
        assert len(step.controls) <= 3
        if step.page == "train":
            assert step.settings is not None
            assert step.right
            assert step.wrong
        assert any(CHECKS[one.check].gives for one in step.checks)


@pytest.mark.parametrize("name", NAMES)
def test_record_survives_being_written_at_every_place(name):
    walk = begun(name)
    progress = LessonProgress(name, {name: walk.record})
    for _ in range(40):
        note = json.loads(json.dumps(progress.to_note()))
        assert LessonProgress.from_note(note).to_note() == progress.to_note()
        if walk.phase == "do":
            walk.look(evidence_for(walk.step.checks))
        walk.next(3, 1)
    assert progress.finished == {name}


@pytest.mark.parametrize(
    "change",
    [
        lambda record: setattr(record, "step", 2),
        lambda record: record.steps.extend([StepRecord()] * 9),
        lambda record: setattr(record.steps[0], "expected", 7),
        lambda record: setattr(record.steps[0], "expected", 0.5),
        lambda record: setattr(record.steps[0], "expected", (0.5,) * 41),
        lambda record: setattr(record.steps[0], "seen", 3),
        lambda record: setattr(record.steps[0], "true", [True]),
        lambda record: record.answers.append(9),
        lambda record: record.answers.extend([None] * 5),
    ],
)
def test_record_of_another_file_is_not_shown(change):
    walk = begun("learning_rate")
    walk.next(0, 0)
    walk.expect(2)
    assert walk.fits
    change(walk.record)
    assert not walk.fits


@given(JSON_VALUES)
def test_any_json_is_progress_or_refused(note):
    outcome_of(
        lambda: LessonProgress.from_note(note),
        (KeyError, TypeError, ValueError, AttributeError),
        megabytes=16,
    )


def test_progress_of_two_workspaces_is_put_together():
    here, there = LessonProgress(), LessonProgress()
    here.records = {"a": LessonRecord(phase="questions")}
    there.records = {"a": LessonRecord(phase="end", is_finished=True), "b": LessonRecord()}
    assert here.merge(there) == 2
    assert here.finished == {"a"}
    assert here.merge(there) == 0
    assert isinstance(here, Kept)


# Files with a fault

GOOD = (FOLDER / "learning_rate.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('title = "Learning rate"', "", "title", "missing"),
        ("place = 4", 'place = "four"', "place", "whole number"),
        ("place = 4", "place = true", "place", "whole number"),
        ('page = "train"', 'page = "trian"', "steps[1].page", "one_step"),
        ('controls = ["learning_rate"]', 'controls = ["rate"]', "steps[1].controls", "at most 3"),
        ('"accuracy_at_most"', '"accuracy_near"', "steps[1].checks[1].check", "gap_at_most"),
        ("value = 0.2 }", "value = 20 }", "steps[1].checks[1].value", "0 to 1"),
        ("value = 0.2 }", "value = 0.2, to = 3 }", "steps[1].checks[1].to", "no such key"),
        ("train_size = 3000", "train_size = 1", "steps[1].settings", "train_size"),
        ("train_size = 3000", "trainsize = 3000", "steps[1].settings", "trainsize"),
        ("cost {highest_loss}", "cost {loss_highest}", "steps[1].explain", "highest_loss"),
        ("cost {highest_loss}", "cost {os.system}", "steps[1].explain", "in braces only"),
        ("{accuracy:1})", "{accuracy:3})", "steps[2].explain", "that step"),
        ("cost {highest_loss}", "cost {confidence}", "steps[1].explain", "checks of that step"),
        ("right = true, ", "", "questions[1].choices", "exactly one"),
        ('kind = "choice"', 'kind = "guess"', "steps[1].predict.kind", "curve"),
        ("[[steps]]", "[[steps", "", "TOML"),
        ("minutes = 10", "minutes = 10\nrun = 'x'", "run", "no such key"),
    ],
)
def test_fault_in_a_file_is_named_with_its_place(tmp_path, old, new, key, words):
    path = tmp_path / "mine.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(LessonError) as error:
        read_lesson(path)
    assert str(error.value).startswith(f"mine.toml, {key}: " if key else "mine.toml: ")
    assert words in str(error.value)


def test_one_faulty_file_does_not_take_the_others_away(tmp_path):
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    lessons, faults = lessons_in(tmp_path)
    assert list(lessons) == ["good"]
    assert len(faults) == 1
    assert faults[0].startswith("bad.toml")


ANY_FILES = st.binary(max_size=400) | st.text(max_size=400).map(lambda text: (GOOD + text).encode())


@given(ANY_FILES)
def test_any_file_is_a_lesson_or_refused(content):
    file = SimpleNamespace(name="any.toml", stem="any", read_bytes=lambda: content)
    outcome_of(lambda: read_lesson(file), LessonError, megabytes=32)
