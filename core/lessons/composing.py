"""A lesson in preparation: always of one shape, whatever it still lacks."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from core.clinic import FAULTS
from core.lessons.checks import CHECKS

Values = dict[str, Any]
# What a text, a list or a table of each kind is before somebody has written anything.
STEP: Values = {
    "page": "train",
    "task": "",
    "controls": [],
    "checks": [{"check": "accuracy_at_least", "value": 0.9}],
    "hints": [],
    "answer": "",
    "explain": "",
}
ANSWER: Values = {"text": "", "why": "", "right": False}
QUESTION: Values = {"ask": "", "choices": [{**ANSWER, "right": True}, ANSWER]}
LESSON: Values = {
    "title": "",
    "question": "",
    "idea": "",
    "minutes": 10,
    "belief": "",
    "steps": [STEP],
    "questions": [],
}
# What a condition asks for until somebody says otherwise, by the kind of its check.
FIRST_AT = 3.0
FIRST_VALUES: dict[str, float | str] = {
    "share": 0.9,
    "count": 1,
    "loss": 1.0,
    "digit": 7,
    "fault": next(iter(FAULTS)),
}
# What is measured only of attempts at a challenge is none of a lesson's conditions.
LESSON_CHECKS = tuple(name for name, check in CHECKS.items() if check.needs is None)
TEXTS = {
    "": ("title", "question", "idea", "belief"),
    "steps": ("page", "task", "answer", "explain"),
}


def empty_lesson() -> Values:
    """Return a lesson of one step, with all texts still to be written."""
    return shaped(LESSON)


def empty_condition(check: str) -> Values:
    """Return a condition with a usual value."""
    found: Values = {"check": check, "value": FIRST_VALUES[CHECKS[check].kind]}
    return found | ({} if CHECKS[check].at is None else {"at": FIRST_AT})


def shaped(values: Mapping[str, Any]) -> Values:
    """Bring any values into the shape of a lesson; what has no place in it is left out.

    Texts, numbers, lists and tables are then where they are looked for. Whether they say
    something that a lesson can say, `lesson_from` decides.
    """
    found: Values = {name: _text(values, name) for name in TEXTS[""]}
    minutes = values.get("minutes")
    found["minutes"] = minutes if type(minutes) is int and 1 <= minutes <= 999 else 10
    found["steps"] = [_step(one) for one in _tables(values, "steps")] or [_step(STEP)]
    for name in ("questions", "recall"):
        found[name] = [_question(one) for one in _tables(values, name)]
    found["concepts"] = copy.deepcopy(_tables(values, "concepts"))
    return found


def finished(draft: Mapping[str, Any]) -> Values:
    """Leave out of a shaped lesson all that is empty, as its file and link do.

    Of a missing text the strict reading then says that it is missing.
    """
    return {key: inner for key, value in draft.items() if (inner := _without_empty(value))}


def _without_empty(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: _without_empty(one) for key, one in value.items()}
        # A settings table may be empty on purpose: everything as usual. False and 0 are values.
        return {
            key: one
            for key, one in kept.items()
            if one not in ("", None) and (key == "settings" or one not in ([], {}))
        }
    if isinstance(value, list):
        return [_without_empty(one) for one in value if one != ""]
    return value.strip() if isinstance(value, str) else value


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _list(values: Mapping[str, Any], name: str) -> list[Any]:
    value = values.get(name)
    return value if isinstance(value, list) else []


def _tables(values: Mapping[str, Any], name: str) -> list[Values]:
    return [one for one in _list(values, name) if isinstance(one, dict)]


def _texts(values: Mapping[str, Any], name: str) -> list[str]:
    return [one for one in _list(values, name) if isinstance(one, str)]


def _table(values: Mapping[str, Any], name: str) -> Values | None:
    value = values.get(name)
    return copy.deepcopy(value) if isinstance(value, dict) else None


def _conditions(values: Mapping[str, Any], name: str) -> list[Values]:
    found = []
    for one in _tables(values, name):
        if one.get("check") in CHECKS:
            usual = empty_condition(one["check"])
            kept = {
                key: value if _is_alike(value := one.get(key), first) else first
                for key, first in usual.items()
            }
            found.append(kept)
    return found


def _is_alike(value: object, usual: object) -> bool:
    if isinstance(usual, str):
        return isinstance(value, str)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _step(values: Values) -> Values:
    found: Values = {name: _text(values, name) for name in TEXTS["steps"]}
    found["controls"], found["hints"] = _texts(values, "controls"), _texts(values, "hints")
    found["checks"] = _conditions(values, "checks")
    address = _table(values, "address") or {}
    found["address"] = {key: one for key, one in address.items() if isinstance(one, str)}
    found["settings"] = _table(values, "settings")
    if (predict := _table(values, "predict")) is not None:
        names = ("kind", "ask", "number", "measure")
        found["predict"] = {name: _text(predict, name) for name in names}
        found["predict"]["choices"] = _texts(predict, "choices")
    if (seen := _table(values, "seen")) is not None:
        found["seen"] = {
            "ask": _text(seen, "ask"),
            "choices": [
                {"text": _text(one, "text"), "holds": _conditions(one, "holds")}
                for one in _tables(seen, "choices")
            ],
        }
    return found


def _question(values: Values) -> Values:
    choices = [
        {name: _text(one, name) for name in ("text", "why")} | {"right": one.get("right") is True}
        for one in _tables(values, "choices")
    ]
    return {"ask": _text(values, "ask"), "choices": choices}
