"""What is measured: scores by hand, gains by hand, and answers that come back from their table."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import LessonError, StoreError
from core.lessons import LESSONS, LessonProgress, LessonRecord, Measured, OwnLessons
from core.lessons.answer_table import (
    COLUMNS,
    class_result,
    read_answers,
    rows_of,
    rows_of_people,
    table_bytes,
)
from core.lessons.answers import AFTER, BEFORE
from core.lessons.gain import gain_of, normalized_gain
from core.lessons.progress_file import MAX_BYTES, ProgressFile, progress_bytes, progress_from
from core.lessons.usability import SENTENCES, usability_score
from tests.any_input import JSON_VALUES, altered, damaged, outcome_of

NAME = "learning_rate"
QUESTIONS = LESSONS[NAME].concepts


def answered(before: int, after: int, usability: tuple[int, ...] = ()) -> Measured:
    """So many right answers before and after."""
    mine = Measured()
    mine.take_part()
    for time, right in ((BEFORE, before), (AFTER, after)):
        for place, question in enumerate(QUESTIONS):
            wrong = (question.right + 1) % len(question.choices)
            mine.answer(NAME, time, question, question.right if place < right else wrong)
    mine.usability = usability
    return mine


# Scores


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ([3] * 10, 50.0),
        ([5, 1] * 5, 100.0),
        ([1, 5] * 5, 0.0),
        # By hand: praise 4+5+3+4+5 = 21, less 5 is 16; blame 2+1+2+3+1 = 9, 25 less that is 16.
        ([4, 2, 5, 1, 3, 2, 4, 3, 5, 1], 80.0),
        # By hand: praise 2+2+1+3+2 = 10, less 5 is 5; blame 4+5+3+4+2 = 18, 25 less that is 7.
        ([2, 4, 2, 5, 1, 3, 3, 4, 2, 2], 30.0),
    ],
)
def test_usability_score_is_the_one_by_hand(answers, score):
    assert usability_score(answers) == score


@pytest.mark.parametrize("answers", [[3] * 9, [3] * 11, [0] + [3] * 9, [6] + [3] * 9])
def test_usability_score_needs_ten_answers(answers):
    with pytest.raises(ValueError, match="ten answers"):
        usability_score(answers)
    assert len(SENTENCES) == 10


def test_normalized_gain_is_the_part_of_what_could_be_gained():
    assert normalized_gain(1 / 3, 2 / 3) == pytest.approx(0.5)
    assert normalized_gain(0.5, 0.5) == 0
    assert normalized_gain(0.5, 0.25) == pytest.approx(-0.5)
    assert math.isnan(normalized_gain(1, 1))


def test_gain_of_a_class_is_the_one_by_hand():
    # Means 0.25 and 0.75; both variances are (0.25 ** 2 + 0.25 ** 2) / 1 = 0.125.
    found = gain_of([0.0, 0.5], [0.5, 1.0])
    assert (found.count, found.before, found.after) == (2, 0.25, 0.75)
    assert found.normalized == pytest.approx(0.5 / 0.75)
    assert found.effect == pytest.approx(0.5 / math.sqrt(0.125))
    assert math.isnan(gain_of([0.0], [1.0]).effect)
    assert math.isnan(gain_of([0.5, 0.5], [1.0, 1.0]).effect)


# Questions


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_every_lesson_has_three_concept_questions_of_its_own(lesson):
    assert len(lesson.concepts) == 3
    other = {question.ask for question in (*lesson.questions, *lesson.recall)}
    for question in lesson.concepts:
        assert question.ask not in other
        assert len({choice.text for choice in question.choices}) == len(question.choices) >= 3


def test_right_answers_stand_at_all_places_alike():
    places = [question.right for lesson in LESSONS.values() for question in lesson.concepts]
    assert all(places.count(place) > len(places) / 6 for place in range(4))


# Consent


def test_nothing_is_asked_before_a_consent_and_nothing_after_a_lesson_that_began_without():
    mine = Measured()
    assert not mine.asks(NAME, BEFORE)
    mine.take_part()
    assert mine.asks(NAME, BEFORE)
    assert not mine.asks(NAME, AFTER)
    mine.decline(NAME, BEFORE)
    assert not mine.asks(NAME, BEFORE)
    assert not mine.asks(NAME, AFTER)


def test_skipped_questions_leave_no_answer():
    mine = Measured()
    mine.take_part()
    mine.answer(NAME, BEFORE, QUESTIONS[0], 0)
    mine.decline(NAME, BEFORE)
    assert mine.answers == {}


def test_deleting_leaves_nothing():
    mine = answered(1, 2, (3,) * 10)
    mine.delete()
    assert mine.to_note() == Measured().to_note()
    assert mine.in_words() == ""


def test_answers_survive_being_written():
    mine = answered(1, 3, (4,) * 10)
    note = json.loads(json.dumps(mine.to_note()))
    assert Measured.from_note(note).to_note() == mine.to_note()
    assert mine.share_right(NAME, BEFORE) == pytest.approx(1 / 3)
    assert mine.both_times == [NAME]


def test_answers_without_a_consent_are_refused():
    note = answered(1, 3).to_note() | {"code": ""}
    with pytest.raises(ValueError, match="consent"):
        Measured.from_note(note)


@given(JSON_VALUES | altered(answered(1, 2, (3,) * 10).to_note()))
def test_any_json_is_answers_or_refused(note):
    refusals = (KeyError, TypeError, ValueError, AttributeError)
    outcome_of(lambda: Measured.from_note(note), refusals, megabytes=16)


# Tables


def test_table_comes_back_as_it_was_written_and_holds_no_name():
    mine = answered(1, 3, (5, 1) * 5)
    content = table_bytes(rows_of(mine))
    [person] = read_answers("a.csv", content)
    assert person.code == mine.code
    assert person.share(NAME, BEFORE) == pytest.approx(1 / 3)
    assert person.share(NAME, AFTER) == 1
    assert usability_score(person.usability) == 100
    assert table_bytes(rows_of_people([person])) == content


def test_class_counts_each_person_once_and_only_who_answered_both_times():
    first, second = answered(0, 3, (3,) * 10), answered(2, 3, (5, 1) * 5)
    half = answered(3, 0)
    del half.answers[NAME, AFTER]
    people = [
        person
        for one in (first, second, half, second)
        for person in read_answers("a.csv", table_bytes(rows_of(one)))
    ]
    found = class_result(people)
    assert found.persons == 3
    gain = found.gains[NAME]
    assert (gain.count, gain.after) == (2, 1.0)
    assert gain.before == pytest.approx(1 / 3)
    assert found.usability == (50, 100)
    assert found.usability_mean == 75
    assert found.usability_spread == pytest.approx(math.sqrt(2 * 25**2))


HEADER = ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "row 1"),
        (b"a,b\n1,2\n", "the columns code, lesson"),
        (b"\xff\xfe", "no CSV"),
        ((HEADER + "=cmd(),x,before,1,1,1\n").encode(), "row 2, code"),
        ((HEADER + "ab,<b>,before,1,1,1\n").encode(), "row 2, lesson"),
        ((HEADER + "ab,x,while,1,1,1\n").encode(), "row 2, time"),
        ((HEADER + "ab,x,before,2,1,1\n").encode(), "row 2, question"),
        ((HEADER + "ab,x,before,1,1,2\n").encode(), "row 2, right"),
        ((HEADER + "ab,x,before,1,1\n").encode(), "5 values"),
        ((HEADER + "ab,SUS,,1,6,\n").encode(), "row 2, answer"),
        ((HEADER + "ab,SUS,,1,5,\n").encode(), "all ten answers"),
        (b"x" * 200_001, "200,001 bytes"),
    ],
)
def test_fault_in_a_table_is_named_with_its_row(content, words):
    with pytest.raises(LessonError) as error:
        read_answers("a.csv", content)
    assert str(error.value).startswith("a.csv")
    assert words in str(error.value)


@given(st.binary(max_size=200) | damaged(table_bytes(rows_of(answered(1, 2, (3,) * 10)))))
def test_any_file_is_a_table_or_refused(content):
    outcome_of(lambda: read_answers("a.csv", content), LessonError, megabytes=16)


# Progress as a file


def some_progress() -> ProgressFile:
    done = LessonRecord(phase="end", is_finished=True)
    return ProgressFile(LessonProgress("", {NAME: done}), OwnLessons(), answered(1, 2))


def test_progress_comes_back_from_its_file():
    mine = some_progress()
    back = progress_from(progress_bytes(mine))
    assert [part.to_note() for part in back.parts] == [part.to_note() for part in mine.parts]
    assert "1 lesson" in back.in_words()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged"),
        (b"{}", "no 'format'"),
        (b'{"format": 1}', "no file of progress"),
        (b'{"format": 9, "kind": "digit lab progress"}', "format is 9"),
        (b'{"format": 1, "kind": "digit lab progress"}', "no 'lessons'"),
        (b" " * (MAX_BYTES + 1), "bytes"),
    ],
)
def test_file_that_is_no_progress_says_why(content, words):
    with pytest.raises(StoreError, match=words):
        progress_from(content)


@given(damaged(progress_bytes(some_progress())))
def test_any_file_is_progress_or_refused(content):
    outcome_of(lambda: progress_from(content), StoreError, megabytes=16)
