"""Reading a lesson's file strictly: every fault is named with its file and key. Nothing runs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from core.clinic import FAULTS
from core.config import TrainConfig
from core.errors import ConfigError, LessonError, quoted
from core.lessons.checks import CHECKS
from core.lessons.lesson import (
    CONCEPT_QUESTIONS,
    MAX_CHOICES,
    Choice,
    Condition,
    Lesson,
    Prediction,
    Question,
    Seen,
    Sight,
    Step,
)
from core.lessons.numbers import NUMBERS, names_in
from core.settings import SETTINGS

MAX_BYTES, MAX_TEXT, MAX_CONTROLS = 64_000, 1_200, 3
PAGES = (
    *("collect", "compare", "clinic", "data", "evaluate", "inside", "network", "one_step"),
    *("sketch", "train"),
)
# What of an address it may say; a mistake in it leads to the usual view.
ADDRESS, ADDRESS_VALUE = ("view", "fault"), re.compile("[a-z0-9_-]{1,60}")
# Besides settings, what a page may be asked to show.
OTHER_CONTROLS = ("recipe", "code", "share", "model_options")
Value = TypeVar("Value")


class _Table:
    """A table of the file, of which every key is read once; what is left over is a fault."""

    def __init__(self, file: str, where: str, values: object) -> None:
        self.file, self.where = file, where
        if not isinstance(values, dict):
            raise LessonError(file, where, f"found {quoted(values)}", "a table")
        self.values = dict(values)

    def fault(self, key: str, found: str, expected: str) -> LessonError:
        """Name what is wrong with a key."""
        return LessonError(self.file, f"{self.where}{key}", found, expected)

    def take(self, key: str, kind: type[Value], expected: str, default: Value | None = None) -> Any:
        """Read a value of a kind; without a default it must be there."""
        if key not in self.values:
            if default is None:
                raise self.fault(key, "it is missing", expected)
            return default
        value = self.values.pop(key)
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not fits:
            raise self.fault(key, f"found {quoted(value)}", expected)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text."""
        found = self.take(key, str, f"a text of at most {MAX_TEXT} characters", default)
        if len(found) > MAX_TEXT or (not found.strip() and default is None):
            raise self.fault(
                key, f"a text of {len(found):,} characters", f"1 to {MAX_TEXT} characters"
            )
        return " ".join(found.split())

    def texts(self, key: str, least: int, default: list[str] | None = None) -> tuple[str, ...]:
        """Read several texts."""
        found = self.take(key, list, "a list of texts", default)
        if len(found) < least or not all(isinstance(one, str) and one.strip() for one in found):
            raise self.fault(key, f"found {quoted(found)}", f"a list of at least {least} texts")
        return tuple(" ".join(one.split()) for one in found)

    def tables(self, key: str, least: int, most: int = 20) -> list[_Table]:
        """Read several tables."""
        found = self.take(key, list, f"{least} to {most} tables", [])
        if not least <= len(found) <= most:
            count = f"{len(found)} of them"
            raise self.fault(key, count, f"{least} to {most}")
        return [
            _Table(self.file, f"{self.where}{key}[{place}].", one)
            for place, one in enumerate(found, 1)
        ]

    def end(self) -> None:
        """Refuse what was not read."""
        for key in self.values:
            raise self.fault(key, "it is nothing that a lesson has here", "no such key")


def read_lesson(path: Path) -> Lesson:
    """Read a lesson.

    Raises
    ------
    LessonError
        If anything in the file is not as it must be; it says where, and what was expected.
    OSError
        If the file cannot be read.
    """
    return lesson_from(values_in(path.name, path.read_bytes()), path.name, path.stem)


def values_in(file: str, content: bytes) -> dict[str, Any]:
    """Read what a file in TOML says, whatever that is; raises LessonError for anything else."""
    if len(content) > MAX_BYTES:
        found = f"it has {len(content):,} bytes"
        raise LessonError(file, "", found, f"at most {MAX_BYTES:,}")
    try:
        return tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise LessonError(file, "", f"it is no TOML ({error})", "a file in TOML") from error


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
    top, least = _Table(file, "", values), 0 if is_own else 2
    steps: list[Step] = []
    place = 1 if is_own and "place" not in top.values else _count(top, "place")
    title, question, idea = top.text("title"), top.text("question"), top.text("idea")
    minutes, belief = _count(top, "minutes"), top.text("belief", "" if is_own else None)
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


def _concepts(top: _Table) -> tuple[Question, ...]:
    """Read the questions that are asked before and after: three, or none."""
    found = []
    for table in top.tables("concepts", 0, CONCEPT_QUESTIONS):
        ask, choices = table.text("ask"), table.texts("choices", 2)
        right, why = _count(table, "right"), table.text("why")
        if len(choices) > MAX_CHOICES or right > len(choices):
            expected = f"one of at most {MAX_CHOICES} choices, the first is 1"
            raise table.fault("right", f"found {right} of {len(choices)}", expected)
        table.end()
        answers = [Choice(text, why, place == right) for place, text in enumerate(choices, 1)]
        found.append(Question(ask, tuple(answers)))
    if len(found) not in (0, CONCEPT_QUESTIONS):
        raise top.fault("concepts", f"{len(found)} of them", f"{CONCEPT_QUESTIONS}, or none")
    return tuple(found)


def _count(table: _Table, key: str) -> int:
    found: int = table.take(key, int, "a whole number from 1 to 999")
    if not 1 <= found <= 999:
        raise table.fault(key, f"found {found}", "a whole number from 1 to 999")
    return found


def _step(table: _Table, before: Sequence[Step]) -> Step:
    page = _one_of(table, "page", PAGES)
    address: dict[str, str] = table.take("address", dict, "a table of texts", {})
    # Nothing else of an address is a lesson's to say: whose workspace it is, for instance.
    if not set(address) <= set(ADDRESS) or not all(map(ADDRESS_VALUE.fullmatch, address.values())):
        raise table.fault("address", f"found {quoted(address)}", f"a table of {', '.join(ADDRESS)}")
    controls = table.texts("controls", 0, [])
    known = [*SETTINGS, *OTHER_CONTROLS]
    if len(controls) > MAX_CONTROLS or not set(controls) <= set(known):
        expected = f"at most {MAX_CONTROLS} of {', '.join(known)}"
        raise table.fault("controls", f"found {quoted(controls)}", expected)
    settings = _settings(table, "settings")
    checks = _conditions(table, "checks", 1)
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
        right=_attempts(table, "right", settings),
        wrong=_attempts(table, "wrong", settings),
    )
    for key in ("explain", "answer", "task"):
        _check_numbers(table, key, getattr(step, key), before, step if key == "explain" else None)
    table.end()
    return step


def _one_of(table: _Table, key: str, known: Iterable[str]) -> str:
    expected = f"one of {', '.join(known)}"
    found: str = table.take(key, str, expected)
    if found not in known:
        raise table.fault(key, f"found {quoted(found)}", expected)
    return found


def _settings(table: _Table, key: str) -> dict[str, Any] | None:
    if key not in table.values:
        return None
    found: dict[str, Any] = table.take(key, dict, "a table of settings")
    _config(table, key, found)
    return found


def _config(table: _Table, key: str, values: dict[str, Any]) -> None:
    try:
        TrainConfig.from_dict({"dataset": "mnist", **values})
    except ConfigError as error:
        raise table.fault(key, f"{error.field} is {quoted(error.value)}", error.expected) from error


def _attempts(
    table: _Table, key: str, settings: dict[str, Any] | None
) -> tuple[dict[str, Any], ...]:
    found: list[Any] = table.take(key, list, "a list of tables of settings", [])
    for one in found:
        if not isinstance(one, dict):
            raise table.fault(key, f"found {quoted(one)}", "tables of settings")
        _config(table, key, {**(settings or {}), **one})
    return tuple(found)


def _conditions(table: _Table, key: str, least: int) -> tuple[Condition, ...]:
    return tuple(_condition(one) for one in table.tables(key, least))


def _in_range(low: float, high: float, *, whole: bool) -> Callable[[object], bool]:
    kinds = (int,) if whole else (int, float)
    return lambda value: type(value) in kinds and low <= value <= high  # type: ignore[operator]


_VALUES: dict[str, tuple[str, Callable[[object], bool]]] = {
    "share": ("a share from 0 to 1", _in_range(0, 1, whole=False)),
    "count": ("a whole number from 1", _in_range(1, 10**9, whole=True)),
    "loss": ("a loss from 0 to 1000", _in_range(0, 1000, whole=False)),
    "digit": ("a digit from 0 to 9", _in_range(0, 9, whole=True)),
    "fault": (f"one of {', '.join(FAULTS)}", lambda value: value in FAULTS),
}


def _condition(table: _Table) -> Condition:
    name = _one_of(table, "check", CHECKS)
    expected, fits = _VALUES[CHECKS[name].kind]
    value = table.take("value", object, expected)
    if not isinstance(value, int | float | str) or not fits(value):
        raise table.fault("value", f"found {quoted(value)}", expected)
    at = 0.0
    if CHECKS[name].gives == "shift":
        at = float(table.take("at", (int, float), "a shift in pixels"))  # type: ignore[arg-type]
    table.end()
    return Condition(name, value, at)


def _prediction(table: _Table) -> Prediction | None:
    if "predict" not in table.values:
        return None
    inner = _Table(table.file, f"{table.where}predict.", table.values.pop("predict"))
    kind, ask = _one_of(inner, "kind", ("choice", "number", "curve")), inner.text("ask")
    found = Prediction(
        kind,
        ask,
        choices=inner.texts("choices", 2) if kind == "choice" else (),
        number=_one_of(inner, "number", NUMBERS) if kind == "number" else "",
        measure=_one_of(inner, "measure", ("accuracy", "loss")) if kind == "curve" else "",
    )
    inner.end()
    return found


def _seen(table: _Table) -> Seen | None:
    if "seen" not in table.values:
        return None
    inner = _Table(table.file, f"{table.where}seen.", table.values.pop("seen"))
    ask, choices = inner.text("ask"), []
    for one in inner.tables("choices", 2, 6):
        choices.append(Sight(one.text("text"), _conditions(one, "holds", 1)))
        one.end()
    inner.end()
    return Seen(ask, tuple(choices))


def _question(table: _Table, steps: Sequence[Step]) -> Question:
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
    table: _Table, key: str, text: str, before: Sequence[Step], own: Step | None = None
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
