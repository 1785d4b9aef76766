"""What a hand-in holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import numpy as np

from core.kept import Note, array_from, array_note, entries, short_text
from core.lessons.attempts import ChallengeRecord
from core.lessons.hand_in.run_entry import RunEntry
from core.lessons.records import LessonRecord

MAX_RUNS, MAX_RECORDS, MAX_DRAWINGS = 60, 200, 200
MAX_NAME, MAX_WHY = 80, 300


@dataclass(frozen=True, slots=True, eq=False)
class HandIn:
    """All that a learner hands in.

    Attributes
    ----------
    name : str
        Who hands in, as typed by the learner; it may be empty.
    made : str
        When, as in ISO 8601 with a time zone.
    lessons, challenges : dict
        From their names to how far each is: answers and predictions are in them.
    runs : tuple of RunEntry
        The runs, the oldest first.
    reasons : tuple of str
        Why things should come so, in the learner's own words.
    drawings : uint8 array of shape (n, 28, 28)
        Drawings of the learner's own that shall be in it.
    labels : int64 array of shape (n,)
        What they show.
    """

    name: str = ""
    made: str = ""
    lessons: dict[str, LessonRecord] = field(default_factory=dict)
    challenges: dict[str, ChallengeRecord] = field(default_factory=dict)
    runs: tuple[RunEntry, ...] = ()
    reasons: tuple[str, ...] = ()
    drawings: np.ndarray = field(default_factory=lambda: np.empty((0, 28, 28), np.uint8))
    labels: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))

    def run(self, number: int) -> RunEntry | None:
        """Find a run by the learner's own count."""
        return next((one for one in self.runs if one.number == number), None)

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "name": self.name,
            "made": self.made,
            "lessons": {name: one.to_note() for name, one in self.lessons.items()},
            "challenges": {name: one.to_note() for name, one in self.challenges.items()},
            "runs": [one.to_note() for one in self.runs],
            "reasons": list(self.reasons),
            "drawings": array_note(self.drawings),
            "labels": array_note(self.labels),
        }

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read it back; raises KeyError, TypeError, ValueError or ConfigError for anything else."""
        lessons, challenges = note["lessons"], note["challenges"]
        runs, reasons = entries(note, "runs"), entries(note, "reasons")
        for table in (lessons, challenges):
            if not isinstance(table, dict) or len(table) > MAX_RECORDS:
                raise TypeError("its records are no table")
        if len(runs) > MAX_RUNS or len(reasons) > MAX_RECORDS:
            raise ValueError(f"it has more than {MAX_RUNS} runs or {MAX_RECORDS} reasons")
        made = short_text(note["made"], MAX_NAME)
        if datetime.fromisoformat(made).utcoffset() is None:
            raise ValueError("its moment has no time zone")
        drawings = array_from(note["drawings"], "uint8", row=(28, 28))
        labels = array_from(note["labels"], "int64")
        if len(drawings) != len(labels) or len(drawings) > MAX_DRAWINGS:
            raise ValueError(f"it has no label for each of at most {MAX_DRAWINGS} drawings")
        found = tuple(RunEntry.from_note(one) for one in runs)
        if len({one.number for one in found}) < len(found):
            raise ValueError("two of its runs have the same number")
        return cls(
            name=short_text(note["name"], MAX_NAME),
            made=made,
            lessons={
                short_text(name, MAX_NAME): LessonRecord.from_note(one)
                for name, one in lessons.items()
            },
            challenges={
                short_text(name, MAX_NAME): ChallengeRecord.from_note(one)
                for name, one in challenges.items()
            },
            runs=found,
            reasons=tuple(short_text(one, MAX_WHY) for one in reasons),
            drawings=drawings,
            labels=labels,
        )
