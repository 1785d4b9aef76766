"""How far somebody is in a lesson, as it is kept with the workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from core.comparison import checked_curve
from core.errors import PredictionError
from core.kept import Note, entries, finite_number, short_text, whole_number
from core.lessons.evidence import DrawingResult, ImageResult
from core.lessons.numbers import NUMBERS

PHASES = ("recall", "predict", "do", "see", "explain", "questions", "end")
MAX_STEPS, MAX_NOTES, MAX_TEXT = 50, 100, 300
# What is expected: the place of a choice, a number, or a drawn curve.
Expected = int | float | tuple[float, ...] | None


@dataclass(eq=False)
class StepRecord:
    """What was done in one step of a lesson.

    Attributes
    ----------
    after_run, after_opening : int
        The last run, and how many openings of the test images there were, when the step began.
    measure : str
        Of a curve that was drawn.
    expected : int, float, tuple of float or None
        What was predicted.
    is_done : bool
        Whether its checks were met; a step that was skipped is not.
    facts : dict
        Its numbers, when it was done.
    true : list of bool
        Which of the things that could be seen were to be seen.
    seen : int, optional
        What was chosen.
    hints : int
        How many were asked for; one more than there are is the answer.
    drawings, images, shifted : list
        What was noted by the pages: drawings, images, and (run, pixels, accuracy).
    """

    after_run: int = 0
    after_opening: int = 0
    measure: str = ""
    expected: Expected = None
    is_done: bool = False
    facts: dict[str, float] = field(default_factory=dict)
    true: list[bool] = field(default_factory=list)
    seen: int | None = None
    hints: int = 0
    drawings: list[DrawingResult] = field(default_factory=list)
    images: list[ImageResult] = field(default_factory=list)
    shifted: list[tuple[int, float, float]] = field(default_factory=list)

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "after_run": self.after_run,
            "after_opening": self.after_opening,
            "measure": self.measure,
            "expected": list(self.expected) if isinstance(self.expected, tuple) else self.expected,
            "is_done": self.is_done,
            "facts": self.facts,
            "true": self.true,
            "seen": self.seen,
            "hints": self.hints,
            "drawings": [[one.read_as, one.confidence, one.is_own] for one in self.drawings],
            "images": [[one.name, one.is_mistake] for one in self.images],
            "shifted": self.shifted,
        }

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        facts = note["facts"]
        if not isinstance(facts, dict) or not set(facts) <= set(NUMBERS):
            raise ValueError("it holds numbers that no lesson names")
        measure = short_text(note["measure"], MAX_TEXT)
        return cls(
            after_run=whole_number(note["after_run"]),
            after_opening=whole_number(note["after_opening"]),
            measure=measure,
            expected=_expected(note["expected"], measure),
            is_done=_truth(note["is_done"]),
            facts={name: finite_number(value) for name, value in facts.items()},
            true=[_truth(one) for one in _few(note, "true")],
            seen=_place(note["seen"]),
            hints=whole_number(note["hints"], high=MAX_NOTES),
            drawings=[
                DrawingResult(short_text(name, MAX_TEXT), finite_number(sure), _truth(own))
                for name, sure, own in _few(note, "drawings")
            ],
            images=[
                ImageResult(short_text(name, MAX_TEXT), _truth(wrong))
                for name, wrong in _few(note, "images")
            ],
            shifted=[
                (whole_number(run), finite_number(pixels), finite_number(share))
                for run, pixels, share in _few(note, "shifted")
            ],
        )


@dataclass(eq=False)
class LessonRecord:
    """How far somebody is in one lesson.

    Attributes
    ----------
    phase : str
        One of `PHASES`.
    step : int
        Which step it is at, from 0.
    steps : list of StepRecord
        Those that were begun.
    answers, recalled : list
        The answers to this lesson's questions, and to those on the last one: places of choices,
        None for one that was skipped.
    is_finished : bool
        Whether its end was reached once.
    """

    phase: str = "recall"
    step: int = 0
    steps: list[StepRecord] = field(default_factory=list)
    answers: list[int | None] = field(default_factory=list)
    recalled: list[int | None] = field(default_factory=list)
    is_finished: bool = False

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "phase": self.phase,
            "step": self.step,
            "steps": [one.to_note() for one in self.steps],
            "answers": self.answers,
            "recalled": self.recalled,
            "is_finished": self.is_finished,
        }

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        phase, steps = note["phase"], entries(note, "steps")
        if phase not in PHASES or len(steps) > MAX_STEPS:
            raise ValueError("it is at no place of a lesson")
        found = cls(
            phase=phase,
            step=whole_number(note["step"], high=MAX_STEPS),
            steps=[StepRecord.from_note(one) for one in steps],
            answers=[_place(one) for one in _few(note, "answers")],
            recalled=[_place(one) for one in _few(note, "recalled")],
            is_finished=_truth(note["is_finished"]),
        )
        if phase in ("predict", "do", "see", "explain") and found.step >= len(steps):
            raise ValueError("it is at a step that was never begun")
        return found


def _few(note: Any, name: str) -> list[Any]:
    found = entries(note, name)
    if len(found) > MAX_NOTES:
        raise ValueError(f"there are more than {MAX_NOTES} {name}")
    return found


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, found {type(value).__name__}")
    return value


def _place(value: object) -> int | None:
    return None if value is None else whole_number(value, high=MAX_NOTES)


def _expected(value: object, measure: str) -> Expected:
    if value is None or type(value) is int:
        return None if value is None else whole_number(value)
    if not isinstance(value, list):
        return finite_number(value)
    try:
        return checked_curve(value, measure)
    except PredictionError as error:
        raise ValueError("it holds something that is no curve") from error
