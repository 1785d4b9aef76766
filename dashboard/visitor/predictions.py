"""What a visitor expected before it was run, and whether it came so. Nobody is graded by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from core.comparison import checked_curve
from core.comparison.drawn_curve import Values
from core.errors import PredictionError
from core.kept import Kept, Note, entries, short_text
from dashboard.visitor.run_handle import RunHandle

# What can be expected, within "You foresaw ... 7 of 9 times."
QUESTIONS: dict[str, str] = {
    "shape": "the shape of the curve",
    "end": "where the curve ends",
    "better": "which of the two is better",
    "number": "the number",
    "instrument": "which instrument shows it",
    "seen": "what there was to see",
    "named": "which fault it is",
}
TRAINING = "training"
MAX_PREDICTIONS = 1_000
MAX_NAME, MAX_WHY = 80, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One prediction.

    Attributes
    ----------
    about : str
        Of what: "training", or the name of a fault.
    run : str
        Of which run, by :func:`name_of`.
    measure, drawn : str and tuple of float, optional
        The curve that was drawn, and of what it is; None where there is none.
    why : str
        Why it should come so, in the visitor's own words.
    came_so : mapping
        From keys of `QUESTIONS` to whether that came so, as far as it is known.
    """

    about: str
    run: str = ""
    measure: str = ""
    drawn: Values | None = None
    why: str = ""
    came_so: Mapping[str, bool] = field(default_factory=dict)

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        texts = {"about": self.about, "run": self.run, "measure": self.measure, "why": self.why}
        return {**texts, "drawn": self.drawn, "came_so": dict(self.came_so)}

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        measure, drawn = note["measure"], note["drawn"]
        try:
            values = None if drawn is None else checked_curve(drawn, short_text(measure))
        except PredictionError as error:
            raise ValueError("it holds something that is no curve") from error
        came_so = note["came_so"]
        if not isinstance(came_so, dict) or not set(came_so) <= set(QUESTIONS):
            raise ValueError("it answers questions that nobody asked")
        if not all(isinstance(value, bool) for value in came_so.values()):
            raise TypeError("an answer is neither right nor wrong")
        return cls(
            about=short_text(note["about"], MAX_NAME),
            run=short_text(note["run"], MAX_NAME),
            measure=short_text(measure, MAX_NAME),
            drawn=values,
            why=short_text(note["why"], MAX_WHY),
            came_so=came_so,
        )


def name_of(run: RunHandle) -> str:
    """Name a run for its prediction: as the store does, or by its number."""
    return run.id or f"number {run.number}"


@dataclass(eq=False)
class Predictions(Kept):
    """All predictions of a visitor, the oldest first."""

    kept_as: ClassVar[str] = "predictions"
    title: ClassVar[str] = "your predictions"
    all: list[Prediction] = field(default_factory=list)

    def keep(self, prediction: Prediction) -> None:
        """Keep one more; the oldest one leaves when there are more than a thousand."""
        self.all.append(prediction)
        del self.all[:-MAX_PREDICTIONS]
        self.changed()

    def of(self, run: RunHandle) -> Prediction | None:
        """Find the newest prediction of a run."""
        name = name_of(run)
        return next((one for one in reversed(self.all) if one.run == name), None)

    def answer(self, run: RunHandle, **came_so: bool) -> None:
        """Note what came as the newest prediction of a run said; what is known stays."""
        found = self.of(run)
        if found is None or set(came_so) <= set(found.came_so):
            return
        place = len(self.all) - 1 - self.all[::-1].index(found)
        self.all[place] = replace(found, came_so={**came_so, **found.came_so})
        self.changed()

    def rates(self) -> dict[str, tuple[int, int]]:
        """Count for each question how often it came so, and how often it was asked."""
        found = {}
        for question in QUESTIONS:
            answers = [one.came_so[question] for one in self.all if question in one.came_so]
            if answers:
                found[question] = sum(answers), len(answers)
        return found

    def to_note(self) -> Note:
        """Write them."""
        return {"predictions": [one.to_note() for one in list(self.all)]}

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read them back; raises KeyError, TypeError or ValueError for anything else."""
        found = entries(note, "predictions")
        if len(found) > MAX_PREDICTIONS:
            raise ValueError(f"there are more than {MAX_PREDICTIONS:,}")
        return cls([Prediction.from_note(one) for one in found])

    def merge(self, other: Self) -> int:
        """Take in the predictions that are not here."""
        new = [one for one in other.all if one not in self.all]
        self.all += new
        del self.all[:-MAX_PREDICTIONS]
        if new:
            self.changed()
        return len(new)

    def in_words(self) -> str:
        """Say how many there are."""
        count = len(self.all)
        return f"{count:,} prediction{'s' * (count != 1)}" if count else ""
