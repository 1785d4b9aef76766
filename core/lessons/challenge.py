"""A challenge as it is written in its file: a bound, and a setting from which to begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.lessons.checks import CHECKS
from core.lessons.lesson import Condition

# Where MNIST is missing, pen strokes stand in for it, and bounds may be others.
USUAL_DATASET, STAND_IN = "mnist", "pen"


@dataclass(frozen=True, slots=True)
class Challenge:
    """Something to reach, checked by what was really done.

    Attributes
    ----------
    name : str
        Its file's name without an ending.
    place : int
        Where it stands in the list, from 1.
    title, question, idea : str
        Its name, what it asks, and what it teaches, told when it is solved.
    minutes : int
        How long it takes whoever knows a way.
    page : str
        On which page it begins, by its name in the address.
    address : mapping
        What else the address says.
    controls : tuple of str
        The settings that are shown: at most three.
    settings : mapping
        Fields of `TrainConfig` that are prepared; None where it asks for no training.
    task : str
        What to do.
    checks : tuple of Condition
        What must have come out, on MNIST. Those of a run must all hold for one and the same run;
        of two attempts that fulfil as many, the first check tells which is better.
    stand_in : tuple of Condition
        The same on pen strokes.
    hints : tuple of str
        Shown one after the other.
    answer : str
        One way, for those who ask.
    right, wrong : tuple of mapping
        Changes of the prepared settings: one that reaches the bound, and one that comes close.
        Tests and measurements train them.
    stand_in_changes : mapping
        What else is changed of the right and wrong attempts on pen strokes.
    """

    name: str
    place: int
    title: str
    question: str
    idea: str
    minutes: int
    page: str
    task: str
    checks: tuple[Condition, ...]
    stand_in: tuple[Condition, ...]
    hints: tuple[str, ...]
    answer: str
    address: Mapping[str, str] = field(default_factory=dict)
    controls: tuple[str, ...] = ()
    settings: Mapping[str, Any] | None = None
    right: tuple[Mapping[str, Any], ...] = ()
    wrong: tuple[Mapping[str, Any], ...] = ()
    stand_in_changes: Mapping[str, Any] = field(default_factory=dict)

    def checks_on(self, dataset: str) -> tuple[Condition, ...]:
        """Return what must have come out on a data set."""
        return self.stand_in if dataset == STAND_IN else self.checks

    @property
    def is_of_runs(self) -> bool:
        """Return whether an attempt is one run; otherwise it is all that was done."""
        return any(CHECKS[one.check].is_of_one_run for one in self.checks)

    @property
    def needs(self) -> tuple[str, ...]:
        """Return what has to be measured of a run's network, see `measures`."""
        found = []
        for one in (*self.checks, *self.stand_in):
            needs = CHECKS[one.check].needs
            if needs is not None:
                found.append(needs(one))
        return tuple(dict.fromkeys(found))
