"""The program of a faulty run: the clean one with the wrong lines in it, each of them marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from core.clinic.fault import Fault
from core.errors import ConfigError
from core.runs.program.source import LINE_LENGTH

MARK = "# FAULT"
# Ends a line that is no fault: clean code gives the same in either order, the faulty one does not.
NO_MARK = "# in the run's order"
FAULTY = "# FAULTY ON PURPOSE"


def with_fault(fault: Fault, clean: str, script: str) -> str:
    """Put the wrong lines of a fault into a program, and mark them.

    Parameters
    ----------
    clean : str
        The program of the clean twin.
    script : str
        The same with the faulty twin's settings.

    Raises
    ------
    ConfigError
        If the program has nothing that could be wrong in this way.
    """
    wrong, replaced = script, 0
    for pattern, put in fault.edits:
        wrong, count = re.subn(pattern, put, wrong)
        replaced += count
    if fault.edits and not replaced:
        raise ConfigError("fault", fault.title, "a program in which it can stand")
    lines, marked = wrong.splitlines(), []
    matcher = SequenceMatcher(None, clean.splitlines(), lines, autojunk=False)
    for kind, _, _, start, end in matcher.get_opcodes():
        new = lines[start:end]
        marked += new if kind == "equal" else [part for line in new for part in _mark(line)]
    header = (
        f'{FAULTY}: {fault.title}. Lines marked "{MARK}" are wrong.'
        if len(marked) and marked != clean.splitlines()
        else f"{FAULTY}: {fault.title}. Its training is right; what is wrong comes after it."
    )
    return "\n".join([marked[0], header, *marked[1:]]) + "\n"


def _mark(line: str) -> list[str]:
    if not line.strip() or line.endswith(NO_MARK):
        return [line]
    if len(line) + len(MARK) + 2 <= LINE_LENGTH:
        return [f"{line}  {MARK}"]
    return [f"{' ' * (len(line) - len(line.lstrip()))}{MARK}: the next line", line]
