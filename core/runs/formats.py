"""The formats that this and earlier versions have saved, and the way from each to the next.

`config.json` has a number of its own, because configurations stand in links too: see
:func:`core.config.upgraded`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from core.errors import CheckpointError, quoted

# Counted up when the meaning of a saved value changes, with a line in `UPGRADES`.
FORMAT = 3
FORMAT_FIELD = "format"

Kind = Literal["about", "state", "network"]
Note = dict[str, Any]


def _state_from_1(note: Note) -> Note:
    """Rename two values; the first runs were always standardized as their data, and did not say."""
    summary = dict(note["summary"])
    summary["manual_steps"] = summary.pop("steps_by_hand")
    renamed = {"rng_states": note["dice"], "summary": summary}
    others = {name: value for name, value in note.items() if name != "dice"}
    return {"standardization": None} | others | renamed


def _state_from_2(note: Note) -> Note:
    """Add what was done to a run: its rates stand in its steps, its hardware is not known."""
    summary = {"moved_rates": None, "processors": ()} | note["summary"]
    return note | {"summary": summary}


# For each format, by kind of file, what turns a note into one of the next format. What is not
# named stayed as it was. Format 1 had no number.
UPGRADES: dict[int, dict[Kind, Callable[[Note], Note]]] = {
    1: {"state": _state_from_1},
    2: {"state": _state_from_2},
}


def upgraded(kind: Kind, note: Note) -> Note:
    """Bring a note of this version or an earlier one up to the present format, without its number.

    Raises
    ------
    CheckpointError
        If it has the number of a later format, or none of a format at all.
    KeyError
        If it has not got what its format has.
    """
    found = dict(note)
    number = found.pop(FORMAT_FIELD, 1)
    if type(number) is not int or number < 1:
        raise CheckpointError(f"The file's format is {quoted(number)}; expected a number from 1.")
    if number > FORMAT:
        raise CheckpointError(
            f"A newer Digit Lab wrote the file, in format {quoted(number)}; "
            f"this one reads up to {FORMAT}."
        )
    for earlier in range(number, FORMAT):
        if kind in UPGRADES[earlier]:
            found = UPGRADES[earlier][kind](found)
    return found
