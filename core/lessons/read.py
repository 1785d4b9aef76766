"""Reading a lesson's file strictly: every fault is named with its file and key. Nothing runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.errors import quoted
from core.lessons.checks import CHECKS
from core.lessons.lesson import (
    CONCEPT_QUESTIONS,
    MAX_CHOICES,
    Choice,
    Lesson,
    Prediction,
    Question,
    Seen,
    Sight,
    Step,
)
from core.lessons.numbers import NUMBERS, names_in
from core.lessons.parts import (
    read_attempts,
    read_conditions,
    read_count,
    read_one_of,
    read_place,
    read_settings,
)
from core.lessons.table import Table, table_of


def read_lesson(path: Path) -> Lesson:
    """Read a lesson.

    Raises
    ------
    LessonError
        If anything in the file is not as it must be; it says where, and what was expected.
    OSError
        If the file cannot be read.
    """
    return _lesson(table_of(path), path.stem)


def lesson_from(values: object, file: str, name: str, *, is_own: bool = False) -> Lesson:
    """Read a lesson from its values.

    Parameters
    ----------
    values : object
        As the file or the link says them.
    file, name : str
        What is named as the place of a fault, and the lesson's name.
    is_own : bool
        Whether somebody made it who is not on the path: it needs no place there, no questions and
        no belief.

    Raises
    ------
    LessonError
        If anything is not as it must be; it says where, and what was expected.
    """
    return _lesson(Table(file, "", values), name, is_own=is_own)


def _lesson(top: Table, name: str, *, is_own: bool = False) -> Lesson:
    least = 0 if is_own else 2
    steps: list[Step] = []
    place = 1 if is_own and "place" not in top.values else read_count(top, "place")
    title, question, idea = top.text("title"), top.text("question"), top.text("idea")
    minutes, belief = read_count(top, "minutes"), top.text("belief", "" if is_own else None)
    for table in top.tables("steps", 1, 8):
        steps.append(_step(table, steps))
    lesson = Lesson(
        name=name,
        place=place,
        title=title,
        question=question,
        idea=idea,
        minutes=minutes,
        belief=belief,
        steps=tuple(steps),
        questions=tuple(_question(one, steps) for one in top.tables("questions", least, 3)),
        recall=tuple(_question(one, ()) for one in top.tables("recall", least, 2)),
        concepts=_concepts(top),
    )
    top.end()
    return lesson


def _concepts(top: Table) -> tuple[Question, ...]:
    """Read the questions that are asked before and after: three, or none."""
    found = []
    for table in top.tables("concepts", 0, CONCEPT_QUESTIONS):
        ask, choices = table.text("ask"), table.texts("choices", 2)
        right, why = read_count(table, "right"), table.text("why")
        if len(choices) > MAX_CHOICES or right > len(choices):
            expected = f"one of at most {MAX_CHOICES} choices, the first is 1"
            raise table.fault("right", f"found {right} of {len(choices)}", expected)
        table.end()
        answers = [Choice(text, why, place == right) for place, text in enumerate(choices, 1)]
        found.append(Question(ask, tuple(answers)))
    if len(found) not in (0, CONCEPT_QUESTIONS):
        raise top.fault("concepts", f"{len(found)} of them", f"{CONCEPT_QUESTIONS}, or none")
    return tuple(found)


def _step(table: Table, before: Sequence[Step]) -> Step:
    page, address, controls = read_place(table)
    settings = read_settings(table, "settings")
    checks = read_conditions(table, "checks", 1)
    step = Step(
        page=page,
        address=address,
        task=table.text("task"),
        controls=controls,
        settings=settings,
        predict=_prediction(table),
        checks=checks,
        hints=table.texts("hints", 1),
        answer=table.text("answer"),
        seen=_seen(table),
        explain=table.text("explain"),
        right=read_attempts(table, "right", settings),
        wrong=read_attempts(table, "wrong", settings),
    )
    for key in ("explain", "answer", "task"):
        _check_numbers(table, key, getattr(step, key), before, step if key == "explain" else None)
    table.end()
    return step


def _prediction(table: Table) -> Prediction | None:
    if "predict" not in table.values:
        return None
    inner = Table(table.file, f"{table.where}predict.", table.values.pop("predict"))
    kind, ask = read_one_of(inner, "kind", ("choice", "number", "curve")), inner.text("ask")
    found = Prediction(
        kind,
        ask,
        choices=inner.texts("choices", 2) if kind == "choice" else (),
        number=read_one_of(inner, "number", NUMBERS) if kind == "number" else "",
        measure=read_one_of(inner, "measure", ("accuracy", "loss")) if kind == "curve" else "",
    )
    inner.end()
    return found


def _seen(table: Table) -> Seen | None:
    if "seen" not in table.values:
        return None
    inner = Table(table.file, f"{table.where}seen.", table.values.pop("seen"))
    ask, choices = inner.text("ask"), []
    for one in inner.tables("choices", 2, 6):
        choices.append(Sight(one.text("text"), read_conditions(one, "holds", 1)))
        one.end()
    inner.end()
    return Seen(ask, tuple(choices))


def _question(table: Table, steps: Sequence[Step]) -> Question:
    ask, choices = table.text("ask"), []
    for one in table.tables("choices", 2, 5):
        text, why = one.text("text"), one.text("why")
        _check_numbers(one, "why", why, steps)
        choices.append(Choice(text, why, one.take("right", bool, "true or false", False)))
        one.end()
    right = sum(choice.is_right for choice in choices)
    if right != 1:
        raise table.fault("choices", f"{right} of them are right", "exactly one right choice")
    table.end()
    return Question(ask, tuple(choices))


def _check_numbers(
    table: Table, key: str, text: str, before: Sequence[Step], own: Step | None = None
) -> None:
    """Refuse a text that names numbers which its steps cannot have."""
    try:
        names = names_in(text)
    except ValueError as error:
        expected = f"in braces only {', '.join(NUMBERS)}, with a step behind a colon"
        raise table.fault(key, f"it names {quoted(str(error))}", expected) from error
    for name, place in names:
        step = own if place == 0 else before[place - 1] if place <= len(before) else None
        given = {CHECKS[one.check].gives for one in step.checks} if step else set()
        if not given.intersection(NUMBERS[name].given_by):
            shown = f"{name}:{place}" if place else name
            raise table.fault(
                key, f"it names {quoted(shown)}", "numbers that the checks of that step give"
            )
