"""Reading a challenge's file as strictly as a lesson's."""

from __future__ import annotations

from pathlib import Path

from core.lessons.challenge import Challenge
from core.lessons.parts import (
    check_settings,
    read_attempts,
    read_conditions,
    read_count,
    read_place,
    read_settings,
)
from core.lessons.table import table_of


def read_challenge(path: Path) -> Challenge:
    """Read a challenge.

    Raises
    ------
    LessonError
        If anything in the file is not as it must be; it says where, and what was expected.
    OSError
        If the file cannot be read.
    """
    table = table_of(path)
    place, title, question = read_count(table, "place"), table.text("title"), table.text("question")
    page, address, controls = read_place(table)
    settings = read_settings(table, "settings")
    checks = read_conditions(table, "checks", 1)
    stand_in = read_conditions(table, "stand_in", 0) or checks
    if [one.check for one in stand_in] != [one.check for one in checks]:
        found = f"they are {', '.join(one.check for one in stand_in)}"
        raise table.fault("stand_in", found, "the same checks with other values")
    changes = table.take("stand_in_changes", dict, "a table of settings", {})
    check_settings(table, "stand_in_changes", changes)
    challenge = Challenge(
        name=path.stem,
        place=place,
        title=title,
        question=question,
        idea=table.text("idea"),
        minutes=read_count(table, "minutes"),
        page=page,
        address=address,
        controls=controls,
        settings=settings,
        task=table.text("task"),
        checks=checks,
        stand_in=stand_in,
        hints=table.texts("hints", 1),
        answer=table.text("answer"),
        right=read_attempts(table, "right", settings),
        wrong=read_attempts(table, "wrong", settings),
        stand_in_changes=changes,
    )
    if challenge.is_of_runs and settings is None:
        raise table.fault("settings", "it is missing", "settings to begin with")
    table.end()
    return challenge
