"""Many hand-ins as one table, and the misconceptions in them, counted."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.lessons.hand_in.compare import Finding
from core.lessons.hand_in.file import ReadFile
from core.lessons.hand_in.seal import BROKEN, SEALS
from core.lessons.lesson import Lesson

# A table program would take a cell that begins so for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One hand-in in the table.

    Attributes
    ----------
    file, name, made, seal : str
        The file's name, who hands in, when, and what the seal tells.
    lessons, steps : int
        Lessons walked to their end, and steps whose checks were met.
    answered, right : int
        Questions answered, and rightly.
    challenges : int
        Bounds that were reached.
    runs, holding, changed : int
        Runs in the file, those whose numbers hold, and things that do not agree.
    verdict : str
        What to think of it, in a word or two.
    """

    file: str
    name: str
    made: str
    seal: str
    lessons: int
    steps: int
    answered: int
    right: int
    challenges: int
    runs: int
    holding: int
    changed: int
    verdict: str


def row_of(
    one: ReadFile,
    lessons: Mapping[str, Lesson],
    by_run: Mapping[int, Sequence[Finding]],
    others: Sequence[Finding],
) -> Row:
    """Sum up a hand-in.

    Parameters
    ----------
    one : ReadFile
        The file.
    lessons : mapping
        Those that are known here.
    by_run : mapping
        For each run that was looked at, by its number, what was found.
    others : sequence of Finding
        What was found of lessons and challenges.
    """
    content = one.content
    marks = [
        lessons[name].questions[place].choices[answer].is_right
        for name, record in content.lessons.items()
        if name in lessons
        for place, answer in enumerate(record.answers[: len(lessons[name].questions)])
        if answer is not None and answer < len(lessons[name].questions[place].choices)
    ]
    findings = [finding for found in by_run.values() for finding in found] + list(others)
    changed = sum(finding.holds is False for finding in findings)
    holding = sum(
        bool(found) and all(finding.holds is not False for finding in found)
        for found in by_run.values()
    )
    return Row(
        file=one.file,
        name=content.name,
        made=content.made,
        seal=SEALS[one.seal],
        lessons=sum(record.is_finished for record in content.lessons.values()),
        steps=sum(step.is_done for record in content.lessons.values() for step in record.steps),
        answered=len(marks),
        right=sum(marks),
        challenges=sum(record.is_solved for record in content.challenges.values()),
        runs=len(content.runs),
        holding=holding,
        changed=changed,
        verdict=_verdict(one.seal, changed, holding, len(content.runs)),
    )


def _verdict(seal: str, changed: int, holding: int, runs: int) -> str:
    if seal == BROKEN:
        return "changed after it was sealed"
    if changed:
        return "numbers do not agree"
    if holding < runs:
        return "not all run again"
    return "holds"


def misconceptions(
    files: Sequence[ReadFile], lessons: Mapping[str, Lesson]
) -> list[tuple[int, Lesson, str, str]]:
    """Count wrong answers.

    Returns
    -------
    list of (count, lesson, question, answer)
        Of each wrong answer how many gave it, the most frequent first.
    """
    counts: Counter[tuple[str, int, int]] = Counter()
    for one in files:
        for name, record in one.content.lessons.items():
            if name not in lessons:
                continue
            for place, answer in enumerate(record.answers[: len(lessons[name].questions)]):
                question = lessons[name].questions[place]
                if answer is None or answer >= len(question.choices):
                    continue
                if not question.choices[answer].is_right:
                    counts[name, place, answer] += 1
    return [
        (
            count,
            lessons[name],
            lessons[name].questions[place].ask,
            _text(lessons, name, place, answer),
        )
        for (name, place, answer), count in counts.most_common()
    ]


def _text(lessons: Mapping[str, Lesson], name: str, place: int, answer: int) -> str:
    return lessons[name].questions[place].choices[answer].text


def csv_of(rows: Sequence[Row]) -> bytes:
    """Write rows as a CSV file that a table program opens without executing anything."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(Row.__dataclass_fields__)
    for row in rows:
        values = [getattr(row, name) for name in Row.__dataclass_fields__]
        writer.writerow([_harmless(value) if isinstance(value, str) else value for value in values])
    # With its mark, so that names in all scripts are read as they are.
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
