"""The numbers that an explanation can name, as in ``{accuracy}`` or, of step 1, ``{accuracy:1}``.

A text is searched for these names and for nothing else: nothing in a lesson's file is executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.lessons.checks import CHECKS, matching_run, nats
from core.lessons.evidence import Evidence, RunResult
from core.lessons.lesson import Condition
from core.percent import percent

NAME = re.compile(r"\{([^{}]*)\}")
SKIPPED = "(not measured)"
MAX_USUAL_LOSS = 100
Facts = Mapping[str, float]


def _points(share: float) -> str:
    return f"{100 * share:.1f} percentage points"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _loss(value: float) -> str:
    return f"{value:.3f}" if value < MAX_USUAL_LOSS else nats(value)


@dataclass(frozen=True, slots=True)
class NumberKind:
    """How a number is written, and which checks give it (see `Check.gives`)."""

    written: Callable[[float], str]
    given_by: tuple[str, ...]


_RUN = ("run", "runs")
NUMBERS: dict[str, NumberKind] = {
    "accuracy": NumberKind(percent, _RUN),
    "training_accuracy": NumberKind(percent, _RUN),
    "best_accuracy": NumberKind(percent, _RUN),
    "gap": NumberKind(_points, _RUN),
    "loss": NumberKind(_loss, _RUN),
    "training_loss": NumberKind(_loss, _RUN),
    "highest_loss": NumberKind(nats, _RUN),
    "steps": NumberKind(_whole, _RUN),
    "epochs": NumberKind(_whole, _RUN),
    "images": NumberKind(_whole, _RUN),
    "parameters": NumberKind(_whole, _RUN),
    "runs": NumberKind(_whole, _RUN),
    "lowest_accuracy": NumberKind(percent, _RUN),
    "highest_accuracy": NumberKind(percent, _RUN),
    "spread": NumberKind(_points, _RUN),
    "single_steps": NumberKind(_whole, ("manual",)),
    "lowest_shift_accuracy": NumberKind(percent, ("shift",)),
    "highest_shift_accuracy": NumberKind(percent, ("shift",)),
    "drawn_digit": NumberKind(_whole, ("drawing",)),
    "confidence": NumberKind(percent, ("drawing",)),
    "opened": NumberKind(_whole, ("images",)),
    "openings": NumberKind(_whole, ("vault",)),
    "clean_accuracy": NumberKind(percent, ("twins",)),
    "faulty_accuracy": NumberKind(percent, ("twins",)),
    "clean_loss": NumberKind(_loss, ("twins",)),
    "faulty_loss": NumberKind(_loss, ("twins",)),
}


def facts_of(conditions: Sequence[Condition], evidence: Evidence) -> dict[str, float]:
    """Collect the numbers of a step: of its last run that fulfils the conditions, and the rest."""
    found: dict[str, float] = {}
    run = matching_run(conditions, evidence) or (evidence.over[-1] if evidence.over else None)
    if run is not None:
        found |= _facts_of_run(run)
        shares = [one.accuracy for one in evidence.over]
        found |= {
            "runs": float(len(shares)),
            "lowest_accuracy": min(shares),
            "highest_accuracy": max(shares),
            "spread": max(shares) - min(shares),
        }
    if evidence.lesson_runs:
        found["single_steps"] = float(max(one.manual_steps for one in evidence.lesson_runs))
    for condition in conditions:
        if CHECKS[condition.check].gives == "shift":
            shifted = [
                one.shifted[condition.at]
                for one in evidence.lesson_runs
                if condition.at in one.shifted
            ]
            if shifted:
                found |= {
                    "lowest_shift_accuracy": min(shifted),
                    "highest_shift_accuracy": max(shifted),
                }
    if evidence.drawings:
        found |= _facts_of_drawing(conditions, evidence)
    found |= {"opened": float(len(evidence.images)), "openings": float(evidence.openings)}
    if evidence.twins:
        pair = evidence.twins[-1]
        found |= {
            "clean_accuracy": pair.clean_accuracy,
            "faulty_accuracy": pair.faulty_accuracy,
            "clean_loss": pair.clean_loss,
            "faulty_loss": pair.faulty_loss,
        }
    return found


def _facts_of_drawing(conditions: Sequence[Condition], evidence: Evidence) -> dict[str, float]:
    """Take the last drawing that fulfils a condition, or the last one."""
    asked = [one for one in conditions if CHECKS[one.check].gives == "drawing"]
    fitting = [
        drawing
        for drawing in evidence.drawings
        if all(CHECKS[one.check].holds(Evidence(drawings=(drawing,)), one) for one in asked)
    ]
    drawing = (fitting or list(evidence.drawings))[-1]
    found = {"confidence": drawing.confidence}
    if drawing.read_as.isdecimal():
        found["drawn_digit"] = float(drawing.read_as)
    return found


def _facts_of_run(run: RunResult) -> dict[str, float]:
    names = ("accuracy", "training_accuracy", "best_accuracy", "gap", "loss", "training_loss")
    counts = ("highest_loss", "steps", "epochs", "images", "parameters")
    return {name: float(getattr(run, name)) for name in (*names, *counts)}


def names_in(text: str) -> list[tuple[str, int]]:
    """List the numbers that a text names, each with its step from 1; 0 is the step itself.

    Raises
    ------
    ValueError
        If something stands in braces that is no name of a number.
    """
    found = []
    for inside in NAME.findall(text):
        name, colon, step = inside.partition(":")
        if name not in NUMBERS or (colon and not (step.isascii() and step.isdecimal())):
            raise ValueError(inside)
        found.append((name, int(step or 0)))
    return found


def filled(text: str, facts: Facts, earlier: Sequence[Facts] = ()) -> str:
    """Put the numbers of this run into a text; what was skipped says so."""

    def written(found: re.Match[str]) -> str:
        name, _, step = found[1].partition(":")
        place = int(step or 0)
        known = facts if place == 0 else earlier[place - 1] if place <= len(earlier) else {}
        return NUMBERS[name].written(known[name]) if name in known else SKIPPED

    return NAME.sub(written, text)
