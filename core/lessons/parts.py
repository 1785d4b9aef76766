"""What lessons and challenges have in common in their files: settings, conditions, attempts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from core.clinic import FAULTS
from core.config import TrainConfig
from core.errors import ConfigError, quoted
from core.lessons.checks import CHECKS
from core.lessons.lesson import Condition
from core.lessons.table import Table
from core.settings import SETTINGS

MAX_CONTROLS = 3
PAGES = (
    *("collect", "compare", "clinic", "data", "evaluate", "inside", "network", "one_step"),
    *("sketch", "train"),
)
# What of an address they may say; a mistake in it leads to the usual view.
ADDRESS, ADDRESS_VALUE = ("view", "fault"), re.compile("[a-z0-9_-]{1,60}")
# Besides settings, what a page may be asked to show.
OTHER_CONTROLS = ("recipe", "code", "share", "model_options")


def read_count(table: Table, key: str) -> int:
    """Read a count from 1."""
    found: int = table.take(key, int, "a whole number from 1 to 999")
    if not 1 <= found <= 999:
        raise table.fault(key, f"found {found}", "a whole number from 1 to 999")
    return found


def read_one_of(table: Table, key: str, known: Iterable[str]) -> str:
    """Read one of some names."""
    expected = f"one of {', '.join(known)}"
    found: str = table.take(key, str, expected)
    if found not in known:
        raise table.fault(key, f"found {quoted(found)}", expected)
    return found


def read_settings(table: Table, key: str) -> dict[str, Any] | None:
    """Read settings that a training can have; None where there are none."""
    if key not in table.values:
        return None
    found: dict[str, Any] = table.take(key, dict, "a table of settings")
    check_settings(table, key, found)
    return found


def check_settings(table: Table, key: str, values: dict[str, Any]) -> None:
    """Refuse settings that no training can have."""
    try:
        TrainConfig.from_dict({"dataset": "mnist", **values})
    except ConfigError as error:
        raise table.fault(key, f"{error.field} is {quoted(error.value)}", error.expected) from error


def read_attempts(
    table: Table, key: str, settings: dict[str, Any] | None
) -> tuple[dict[str, Any], ...]:
    """Read changes of the settings."""
    found: list[Any] = table.take(key, list, "a list of tables of settings", [])
    for one in found:
        if not isinstance(one, dict):
            raise table.fault(key, f"found {quoted(one)}", "tables of settings")
        check_settings(table, key, {**(settings or {}), **one})
    return tuple(found)


def read_conditions(table: Table, key: str, least: int) -> tuple[Condition, ...]:
    """Read conditions of the fixed vocabulary."""
    return tuple(read_condition(one) for one in table.tables(key, least))


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


def read_condition(table: Table) -> Condition:
    """Read one condition."""
    name = read_one_of(table, "check", CHECKS)
    expected, fits = _VALUES[CHECKS[name].kind]
    value = table.take("value", object, expected)
    if not isinstance(value, int | float | str) or not fits(value):
        raise table.fault("value", f"found {quoted(value)}", expected)
    at = 0.0
    if (where := CHECKS[name].at) is not None:
        at = float(table.take("at", (int, float), where))  # type: ignore[arg-type]
    table.end()
    return Condition(name, value, at)


def read_place(table: Table) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Read where something is done: the page, what else its address says, and the controls."""
    page = read_one_of(table, "page", PAGES)
    address: dict[str, str] = table.take("address", dict, "a table of texts", {})
    # Nothing else of an address is a lesson's to say: whose workspace it is, for instance.
    fits = all(isinstance(one, str) and ADDRESS_VALUE.fullmatch(one) for one in address.values())
    if not fits or not set(address) <= set(ADDRESS):
        raise table.fault("address", f"found {quoted(address)}", f"a table of {', '.join(ADDRESS)}")
    controls = table.texts("controls", 0, [])
    known = [*SETTINGS, *OTHER_CONTROLS]
    if len(controls) > MAX_CONTROLS or not set(controls) <= set(known):
        expected = f"at most {MAX_CONTROLS} of {', '.join(known)}"
        raise table.fault("controls", f"found {quoted(controls)}", expected)
    return page, address, controls
