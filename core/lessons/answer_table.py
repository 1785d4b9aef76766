"""Answers as a table: the file that a learner hands on, and what a teacher makes of thirty."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import mean, stdev

from core.errors import LessonError, quoted
from core.lessons.answers import AFTER, BEFORE, TIMES, Measured
from core.lessons.gain import Gain, gain_of
from core.lessons.lesson import CONCEPT_QUESTIONS, MAX_CHOICES
from core.lessons.progress import MAX_LESSONS, MAX_NAME
from core.lessons.usability import HIGHEST, LOWEST, SENTENCES, usability_score

COLUMNS = ("code", "lesson", "time", "question", "answer", "right")
# What stands in the column of lessons for the ten sentences about the system.
USABILITY = "SUS"
MAX_BYTES = 200_000
CODE, LESSON = re.compile(r"[0-9a-zA-Z]{1,16}"), re.compile(rf"[a-z0-9_]{{1,{MAX_NAME}}}")


@dataclass(eq=False)
class Person:
    """The answers in one file.

    Attributes
    ----------
    code : str
        Drawn at random; no name.
    right : dict
        From (lesson, time) to (question, answer, right), in the order of the questions.
    usability : tuple of int
        Ten answers, or none.
    """

    code: str
    right: dict[tuple[str, str], list[tuple[int, int, bool]]] = field(default_factory=dict)
    usability: tuple[int, ...] = ()

    def share(self, lesson: str, time: str) -> float | None:
        """Return the share of right answers, 0 to 1; None unless all were answered."""
        given = self.right.get((lesson, time), [])
        if len(given) < CONCEPT_QUESTIONS:
            return None
        return sum(right for *_, right in given) / len(given)


@dataclass(frozen=True, slots=True)
class ClassResult:
    """What a class comes to.

    Attributes
    ----------
    persons : int
        How many files there were, each person counted once.
    gains : dict
        By lesson; of those who answered both times.
    usability : tuple of float
        The score of each who answered the ten sentences.
    """

    persons: int
    gains: dict[str, Gain]
    usability: tuple[float, ...]

    @property
    def usability_mean(self) -> float | None:
        """Return the mean score, if there is any."""
        return mean(self.usability) if self.usability else None

    @property
    def usability_spread(self) -> float | None:
        """Return the standard deviation of the scores; None for fewer than two."""
        return stdev(self.usability) if len(self.usability) > 1 else None


def rows_of(measured: Measured) -> list[tuple[object, ...]]:
    """Write all answers as rows of `COLUMNS`; questions and answers count from 1."""
    rows: list[tuple[object, ...]] = [
        (measured.code, lesson, time, number, one.choice + 1, int(one.is_right))
        for (lesson, time), given in sorted(measured.answers.items())
        for number, one in enumerate(given, 1)
    ]
    rows += [
        (measured.code, USABILITY, "", number, one, "")
        for number, one in enumerate(measured.usability, 1)
    ]
    return rows


def table_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as CSV with their header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()


def read_answers(name: str, content: bytes) -> list[Person]:
    """Read a file of answers: of one person, or of several under each other.

    Parameters
    ----------
    name : str
        The file's, for the sentence about a fault.
    content : bytes
        CSV, as :func:`table_bytes` writes it.

    Raises
    ------
    LessonError
        If it is nothing else; it says in which row and column.
    """
    if len(content) > MAX_BYTES:
        found = f"it has {len(content):,} bytes"
        raise LessonError(name, "", found, f"at most {MAX_BYTES:,}")
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise LessonError(name, "", f"it is no CSV ({error})", "a file of answers") from error
    if not lines or tuple(lines[0]) != COLUMNS:
        found = quoted(lines[0] if lines else "nothing")
        raise LessonError(name, "row 1", f"found {found}", f"the columns {', '.join(COLUMNS)}")
    people: dict[str, Person] = {}
    for number, line in enumerate(lines[1:], 2):
        if line:
            _take(_Row(name, number, line), people)
    for person in people.values():
        if person.usability and len(person.usability) != len(SENTENCES):
            found = f"{len(person.usability)} of them"
            raise LessonError(name, f"{USABILITY} of {person.code}", found, "all ten answers")
    return list(people.values())


class _Row:
    """One row of a file, read by columns."""

    def __init__(self, name: str, number: int, line: list[str]) -> None:
        self.name, self.number = name, number
        if len(line) != len(COLUMNS):
            found = f"{len(line)} values"
            raise LessonError(name, f"row {number}", found, f"{len(COLUMNS)} values")
        self.values = dict(zip(COLUMNS, line, strict=True))

    def fault(self, column: str, expected: str) -> LessonError:
        where, value = f"row {self.number}, {column}", self.values[column]
        return LessonError(self.name, where, f"found {quoted(value)}", expected)

    def word(self, column: str, pattern: re.Pattern[str], expected: str) -> str:
        if not pattern.fullmatch(self.values[column]):
            raise self.fault(column, expected)
        return self.values[column]

    def number_in(self, column: str, low: int, high: int) -> int:
        text = self.values[column]
        fits = text.isascii() and text.isdecimal() and len(text) < 4 and low <= int(text) <= high
        if not fits:
            raise self.fault(column, f"a whole number from {low} to {high}")
        return int(text)


def _take(row: _Row, people: dict[str, Person]) -> None:
    code = row.word("code", CODE, "letters and digits, at most 16")
    person = people.setdefault(code, Person(code))
    if row.values["lesson"] == USABILITY:
        row.number_in("question", len(person.usability) + 1, len(person.usability) + 1)
        person.usability += (row.number_in("answer", LOWEST, HIGHEST),)
        return
    lesson = row.word("lesson", LESSON, f"a lesson's name, or {USABILITY}")
    time = row.values["time"]
    if time not in TIMES:
        raise row.fault("time", f"{BEFORE} or {AFTER}")
    given = person.right.setdefault((lesson, time), [])
    if len(person.right) > 2 * MAX_LESSONS:
        raise row.fault("lesson", f"at most {MAX_LESSONS} lessons")
    question = row.number_in("question", 1, CONCEPT_QUESTIONS)
    if question != len(given) + 1:
        raise row.fault("question", f"question {len(given) + 1}, for they stand in their order")
    answer = row.number_in("answer", 1, MAX_CHOICES)
    given.append((question, answer, bool(row.number_in("right", 0, 1))))


def rows_of_people(people: Iterable[Person]) -> list[tuple[object, ...]]:
    """Write the answers of several people as rows of `COLUMNS`."""
    rows: list[tuple[object, ...]] = []
    for person in people:
        for (lesson, time), given in sorted(person.right.items()):
            rows += [
                (person.code, lesson, time, question, answer, int(right))
                for question, answer, right in given
            ]
        rows += [
            (person.code, USABILITY, "", number, one, "")
            for number, one in enumerate(person.usability, 1)
        ]
    return rows


def class_result(people: Iterable[Person]) -> ClassResult:
    """Sum up a class; who handed in two files counts once, with the last one."""
    found = {person.code: person for person in people}
    lessons = sorted({lesson for person in found.values() for lesson, _ in person.right})
    gains = {}
    for lesson in lessons:
        pairs = [(one.share(lesson, BEFORE), one.share(lesson, AFTER)) for one in found.values()]
        both = [(before, after) for before, after in pairs if None not in (before, after)]
        if both:
            gains[lesson] = gain_of([one[0] for one in both], [one[1] for one in both])  # type: ignore[misc]
    scores = tuple(usability_score(one.usability) for one in found.values() if one.usability)
    return ClassResult(len(found), gains, scores)
