"""A program, and how it differs from the one that was shown before."""

from __future__ import annotations

import difflib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """A program, and how it differs from the one that was shown before.

    Attributes
    ----------
    script : str
        The program.
    changed : tuple of int
        Lines that are new or different, counted from 0.
    gone : int
        How many lines it no longer has.
    """

    script: str
    changed: tuple[int, ...] = ()
    gone: int = 0

    def become(self, script: str) -> Program:
        """Take over another program; the same one changes nothing.

        Parameters
        ----------
        script : str
            The program for the present settings.

        Returns
        -------
        Program
            With the lines that differ from this one's.
        """
        if script == self.script:
            return self
        before, after = self.script.splitlines(), script.splitlines()
        changed: list[int] = []
        gone = 0
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        for kind, first, last, new_first, new_last in matcher.get_opcodes():
            if kind != "equal":
                changed += range(new_first, new_last)
                gone += max(0, (last - first) - (new_last - new_first))
        return Program(script, tuple(changed), gone)

    @property
    def lines(self) -> list[str]:
        """The program line by line."""
        return self.script.splitlines()
