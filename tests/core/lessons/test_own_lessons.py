"""A lesson of one's own: the same values as a file, as a link and in preparation."""

from __future__ import annotations

import hashlib
import json
import tomllib
import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import LessonError
from core.lessons import FOLDER, LESSONS, OwnLessons, lesson_from, values_in
from core.lessons.composing import empty_lesson, finished, shaped
from core.lessons.own import MAX_OWN, own_name
from core.lessons.parcel import MAX_CHARACTERS, MAX_UNPACKED, USUAL, packed, unpacked
from core.lessons.write import lesson_text
from tests.any_input import JSON_VALUES, altered, outcome_of

SMALL = {
    "title": "Mine",
    "question": "Why?",
    "idea": "So.",
    "minutes": 5,
    "steps": [
        {
            "page": "train",
            "task": "Train.",
            "checks": [{"check": "accuracy_at_least", "value": 0.5}],
            "hints": ["Press Train."],
            "answer": "Press Train.",
            "explain": "It came to {accuracy}.",
        }
    ],
}


def shipped(name: str) -> dict:
    return values_in(name, (FOLDER / f"{name}.toml").read_bytes())


# As a file


@pytest.mark.parametrize("name", LESSONS)
def test_written_file_says_what_was_read(name):
    values = shipped(name)
    assert tomllib.loads(lesson_text(values)) == values


TOML_VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab_ .é\n", max_size=4), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["title", "steps", "recall", "x y"]), TOML_VALUES))
def test_any_values_come_back_from_their_file(values):
    assert tomllib.loads(lesson_text(values)) == values


# As a link


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_of_the_path_fits_into_a_link(name):
    values = shipped(name)
    text = packed(values)
    assert len(text) <= MAX_CHARACTERS
    assert text.replace("-", "").replace("_", "").isalnum()  # An address takes it as it is.
    assert unpacked(text) == values


def test_old_links_stay_readable():
    assert hashlib.sha256(USUAL).hexdigest()[:16] == "41ed8cb13d73ec95"


def test_lesson_that_is_too_long_for_a_link_is_handed_out_as_a_file():
    noise = hashlib.shake_256(b"").hexdigest(9_000)
    with pytest.raises(LessonError, match="Hand out its file"):
        packed(SMALL | {"idea": noise})


def link_of(content: bytes) -> str:
    press = zlib.compressobj(9, zdict=USUAL)
    return urlsafe_b64encode(press.compress(content) + press.flush()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%%%",
        "é",
        packed(SMALL)[:-9],
        link_of(b"[1, 2]"),
        link_of(b"{"),
        link_of(b" " * (MAX_UNPACKED + 1)),
        link_of(b"[" * 60_000),
        "A" * (MAX_CHARACTERS + 1),
    ],
)
def test_broken_link_is_refused_with_what_to_do(text):
    error = outcome_of(lambda: unpacked(text), LessonError, megabytes=16)
    assert isinstance(error, LessonError)
    assert str(error).startswith("The lesson in the link: ")


@given(st.text(max_size=40) | st.binary(max_size=60).map(link_of))
def test_any_link_is_a_table_or_refused(text):
    outcome_of(lambda: unpacked(text), LessonError, megabytes=16)


# Its strict reading


def test_own_lesson_needs_no_place_no_questions_and_no_belief():
    lesson = lesson_from(SMALL, "mine.toml", "own_x", is_own=True)
    assert (lesson.belief, lesson.questions, lesson.concepts) == ("", (), ())
    with pytest.raises(LessonError, match="place: it is missing"):
        lesson_from(SMALL, "mine.toml", "own_x")


@given(altered(SMALL | {"concepts": shipped("one_step")["concepts"]}))
def test_any_values_are_a_lesson_or_refused_with_their_place(values):
    found = outcome_of(
        lambda: lesson_from(values, "a.toml", "own_x", is_own=True), LessonError, megabytes=16
    )
    if isinstance(found, LessonError):
        assert str(found).startswith("a.toml")


@pytest.mark.parametrize(
    "address", [{"workspace": "0" * 32}, {"lesson": "x"}, {"only": "train"}, {"view": "a&only=b"}]
)
def test_lesson_cannot_say_anything_else_of_an_address(address):
    values = SMALL | {"steps": [SMALL["steps"][0] | {"address": address}]}
    with pytest.raises(LessonError, match=r"steps\[1\].address"):
        lesson_from(values, "mine.toml", "own_x", is_own=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda concepts: concepts[:2], "2 of them; expected 3, or none"),
        (lambda concepts: [concepts[0] | {"right": 9}, *concepts[1:]], "found 9 of 4"),
        (lambda concepts: [concepts[0] | {"why": ""}, *concepts[1:]], r"concepts\[1\].why"),
    ],
)
def test_faulty_concept_questions_are_named(change, words):
    concepts = shipped("one_step")["concepts"]
    with pytest.raises(LessonError, match=words):
        lesson_from(SMALL | {"concepts": change(concepts)}, "mine.toml", "own_x", is_own=True)


# In preparation


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_taken_to_the_desk_stays_the_same_but_for_its_place_and_attempts(name):
    values = shipped(name)
    lesson = lesson_from(finished(shaped(values)), "a", name, is_own=True)
    for step in values["steps"]:
        step.pop("right", None)
        step.pop("wrong", None)
    assert lesson == lesson_from(values | {"place": 1}, "a", name)


def test_empty_lesson_says_first_what_it_lacks_first():
    with pytest.raises(LessonError, match="title: it is missing"):
        lesson_from(finished(empty_lesson()), "This lesson", "own_x", is_own=True)


@given(JSON_VALUES | altered(SMALL))
def test_any_draft_is_brought_into_the_shape_of_a_lesson(values):
    found = shaped(values if isinstance(values, dict) else {})
    assert found["steps"]
    assert shaped(found) == found
    json.dumps(finished(found))


# Kept


def test_lessons_are_kept_each_once_and_named_by_what_they_say():
    own = OwnLessons()
    name = own.add(SMALL)
    assert own.add(dict(reversed(SMALL.items()))) == name == own_name(SMALL)
    assert list(own.lessons) == [name]
    assert name not in LESSONS
    back = OwnLessons.from_note(json.loads(json.dumps(own.to_note())))
    assert back.lessons == own.lessons
    own.remove(name)
    assert own.in_words() == ""
    assert own.merge(back) == 1
    assert own.merge(back) == 0


def test_there_are_not_more_than_a_workspace_holds():
    own = OwnLessons()
    for number in range(MAX_OWN):
        own.add(SMALL | {"minutes": number + 1})
    with pytest.raises(LessonError, match="Delete one"):
        own.add(SMALL | {"minutes": 900})


@given(JSON_VALUES | altered({"values": {own_name(SMALL): SMALL}, "draft": SMALL}))
def test_any_json_is_own_lessons_or_refused(note):
    refusals = (KeyError, TypeError, ValueError, AttributeError)
    outcome_of(lambda: OwnLessons.from_note(note), refusals, megabytes=16)
