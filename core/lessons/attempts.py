"""Attempts at a challenge: what each has come to, which is best, and how that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from core.kept import Note, entries, finite_number, short_text, whole_number
from core.lessons.challenge import STAND_IN, USUAL_DATASET, Challenge
from core.lessons.checks import CHECKS
from core.lessons.evidence import DrawingResult, Evidence, RunResult
from core.lessons.kept_records import MAX_NAME, KeptRecords

MAX_BEST, MAX_JUDGED, MAX_DRAWINGS = 3, 10_000, 100


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt.

    Attributes
    ----------
    values : tuple of float or None
        What was reached, for each check of the challenge; None for what there is no number of.
    held : tuple of bool
        Which checks hold.
    run, run_id : int and str
        The run that made it, by its number and by its name in the store; 0 and "" for none.
    dataset : str
        On which data set, "mnist" or "pen".
    """

    values: tuple[float | None, ...]
    held: tuple[bool, ...]
    run: int = 0
    run_id: str = ""
    dataset: str = USUAL_DATASET

    @property
    def solves(self) -> bool:
        """Return whether all checks hold."""
        return all(self.held)

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "values": list(self.values),
            "held": list(self.held),
            "run": self.run,
            "run_id": self.run_id,
            "dataset": self.dataset,
        }

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        values, held = entries(note, "values"), entries(note, "held")
        if not all(isinstance(one, bool) for one in held) or len(held) != len(values):
            raise ValueError("an attempt has not one mark for each value")
        dataset = short_text(note["dataset"], MAX_NAME)
        if dataset not in (USUAL_DATASET, STAND_IN):
            raise ValueError("an attempt is on a data set that challenges do not have")
        return cls(
            tuple(None if one is None else finite_number(one) for one in values),
            tuple(held),
            whole_number(note["run"]),
            short_text(note["run_id"]),
            dataset,
        )


def attempt_of(
    challenge: Challenge,
    evidence: Evidence,
    run: RunResult | None = None,
    *,
    dataset: str = USUAL_DATASET,
    run_id: str = "",
) -> Attempt:
    """Compare what was done with a challenge's bounds.

    Parameters
    ----------
    challenge : Challenge
        Its bounds.
    evidence : Evidence
        All that was done since it began.
    run : RunResult, optional
        The run that is asked where a run is asked.
    dataset : str
        On which data set.
    run_id : str
        The run's name in the store.
    """
    values: list[float | None] = []
    held = []
    for one in challenge.checks_on(dataset):
        check = CHECKS[one.check]
        asked = run if check.is_of_one_run else evidence
        value = None if asked is None else check.measure(asked, one)
        values.append(None if value is None else float(value))
        held.append(asked is not None and check.holds(asked, one))
    return Attempt(tuple(values), tuple(held), run.number if run else 0, run_id, dataset)


def _rank(challenge: Challenge, attempt: Attempt) -> tuple[bool, int, float]:
    """Return what the better one of two attempts has more of."""
    first = challenge.checks[0]
    value = attempt.values[0]
    sign = -1 if first.check.endswith("at_most") else 1
    return (
        attempt.dataset == USUAL_DATASET,
        sum(attempt.held),
        float("-inf") if value is None else sign * value,
    )


def best_first(challenge: Challenge, attempts: Sequence[Attempt]) -> list[Attempt]:
    """Sort attempts: those that fulfil more come first, then those whose first value is better.

    Those on MNIST come before those on what stands in for it.
    """
    return sorted(attempts, key=lambda one: _rank(challenge, one), reverse=True)


@dataclass(eq=False)
class ChallengeRecord:
    """How far somebody is with one challenge.

    Attributes
    ----------
    after_run, after_opening : int
        The last run, and how many openings of the test images there were, when it began.
    hints : int
        How many were asked for; one more than there are is the answer.
    judged : set of int
        The runs that were compared with the bounds, by their numbers.
    best : list of Attempt
        The best ones, the best first.
    last : Attempt, optional
        The last one.
    drawings : list of DrawingResult
        What was read in drawings since it began.
    """

    after_run: int = 0
    after_opening: int = 0
    hints: int = 0
    judged: set[int] = field(default_factory=set)
    best: list[Attempt] = field(default_factory=list)
    last: Attempt | None = None
    drawings: list[DrawingResult] = field(default_factory=list)

    @property
    def is_solved(self) -> bool:
        """Return whether an attempt has reached the bound."""
        return any(one.solves for one in self.best)

    def take(self, challenge: Challenge, attempt: Attempt) -> None:
        """Take a new attempt, and keep the best ones; one that is no run replaces the one before.

        Of the same run the newest counts.
        """
        self.last = attempt
        others = [one for one in self.best if one.run != attempt.run]
        same = [one for one in self.best if one.run == attempt.run and not attempt.run]
        mine = best_first(challenge, [attempt, *same])[:1]
        self.best = best_first(challenge, [*others, *mine])[:MAX_BEST]
        if attempt.run:
            self.judged.add(attempt.run)

    def note_drawing(self, drawing: DrawingResult) -> bool:
        """Note that a drawing was read; return whether that is new."""
        if drawing in self.drawings:
            return False
        self.drawings.append(drawing)
        del self.drawings[:-MAX_DRAWINGS]
        return True

    def fits(self, challenge: Challenge) -> bool:
        """Return whether it can be of this challenge: its file may have changed since."""
        count = len(challenge.checks)
        kept = [*self.best, *([self.last] if self.last else [])]
        return all(len(one.values) == count for one in kept)

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "after_run": self.after_run,
            "after_opening": self.after_opening,
            "hints": self.hints,
            "judged": sorted(self.judged),
            "best": [one.to_note() for one in self.best],
            "last": None if self.last is None else self.last.to_note(),
            "drawings": [[one.read_as, one.confidence, one.is_own] for one in self.drawings],
        }

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        best, drawings, judged = (entries(note, name) for name in ("best", "drawings", "judged"))
        if len(best) > MAX_BEST or len(drawings) > MAX_DRAWINGS or len(judged) > MAX_JUDGED:
            raise ValueError("it holds more than any challenge")
        last = note["last"]
        if not all(isinstance(own, bool) for _, _, own in drawings):
            raise TypeError("it does not say whose a drawing is")
        return cls(
            after_run=whole_number(note["after_run"]),
            after_opening=whole_number(note["after_opening"]),
            hints=whole_number(note["hints"], high=MAX_DRAWINGS),
            judged={whole_number(one) for one in judged},
            best=[Attempt.from_note(one) for one in best],
            last=None if last is None else Attempt.from_note(last),
            drawings=[
                DrawingResult(short_text(name, MAX_NAME), finite_number(sure), own)
                for name, sure, own in drawings
            ],
        )


@dataclass(eq=False)
class ChallengeProgress(KeptRecords[ChallengeRecord]):
    """All that a visitor has tried in each challenge."""

    kept_as: ClassVar[str] = "challenges"
    title: ClassVar[str] = "your challenges"
    thing: ClassVar[str] = "challenge"
    record_type: ClassVar[type] = ChallengeRecord

    @staticmethod
    def is_done(record: ChallengeRecord) -> bool:
        """Return whether a challenge's bound was reached."""
        return record.is_solved

    @property
    def solved(self) -> set[str]:
        """Return the names of the challenges whose bound was reached."""
        return self.done

    def _take_in(self, record: ChallengeRecord) -> None:
        # Runs have other numbers here.
        record.after_run = record.after_opening = 0
        record.judged.clear()
