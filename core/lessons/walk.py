"""The way through a lesson: recall, then for each step predict, do, see, explain; then questions.

Everything can be skipped, and nothing is explained before it was done or skipped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.lessons.checks import CHECKS, is_met, matching_run
from core.lessons.evidence import DrawingResult, Evidence, ImageResult
from core.lessons.lesson import Condition, Lesson, Question, Step
from core.lessons.numbers import Facts, facts_of, filled
from core.lessons.records import MAX_NOTES, Expected, LessonRecord, StepRecord

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Walk:
    """A lesson, and how far somebody is in it.

    Attributes
    ----------
    lesson : Lesson
        What there is to do.
    record : LessonRecord
        What was done; each method changes it.
    recall : tuple of Question
        Those on the lesson before.
    """

    lesson: Lesson
    record: LessonRecord
    recall: tuple[Question, ...] = ()

    @property
    def phase(self) -> str:
        """Return where it is, one of `PHASES`."""
        return self.record.phase

    @property
    def step(self) -> Step:
        """Return the present step; at the end the last one."""
        return self.lesson.steps[min(self.record.step, len(self.lesson.steps) - 1)]

    @property
    def step_record(self) -> StepRecord:
        """Return what was done in the present step."""
        return self.record.steps[min(self.record.step, len(self.record.steps) - 1)]

    @property
    def earlier(self) -> list[Facts]:
        """Return the numbers of the steps before the present one."""
        return [one.facts for one in self.record.steps[: self.record.step]]

    @property
    def page(self) -> str:
        """Return the page on which it goes on."""
        return self.step.page if self.phase in ("predict", "do", "see", "explain") else "learn"

    @property
    def fits(self) -> bool:
        """Return whether the record can be of this lesson: its file may have changed since.

        And a record may come from another computer.
        """
        record, steps = self.record, self.lesson.steps
        if len(record.steps) > len(steps) or (self.phase == "see" and self.step.seen is None):
            return False
        if self.phase not in ("recall", "questions", "end") and record.step >= len(record.steps):
            return False
        return (
            all(_fits(mine, step) for mine, step in zip(record.steps, steps, strict=False))
            and _answers_fit(record.answers, self.lesson.questions)
            and (self.phase != "recall" or _answers_fit(record.recalled, self.recall))
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return what is asked at present, if anything is: the next one is the first unanswered."""
        return {"recall": self.recall, "questions": self.lesson.questions}.get(self.phase, ())

    @property
    def answers(self) -> list[int | None]:
        """Return the answers so far to the present questions."""
        return self.record.recalled if self.phase == "recall" else self.record.answers

    def text(self, text: str) -> str:
        """Put the numbers of the present step, and of those before, into a text."""
        facts = self.step_record.facts if self.record.steps else {}
        steps = [one.facts for one in self.record.steps]
        return filled(text, facts, steps)

    def begin(self, last_run: int, openings: int) -> None:
        """Begin anew, or at the questions on the lesson before."""
        self.record.phase, self.record.step = "recall", 0
        self.record.steps.clear()
        self.record.answers.clear()
        self.record.recalled.clear()
        if not self.recall:
            self._begin_step(0, last_run, openings)

    def _begin_step(self, place: int, last_run: int, openings: int) -> None:
        if place >= len(self.lesson.steps):
            self.record.phase, self.record.step = "questions", len(self.lesson.steps)
            return
        self.record.step = place
        self.record.steps[place:] = [StepRecord(after_run=last_run, after_opening=openings)]
        self.record.phase = "predict" if self.step.predict else "do"

    def expect(self, expected: Expected, measure: str = "") -> None:
        """Take a prediction; None for one that was skipped."""
        self.step_record.expected, self.step_record.measure = expected, measure
        self.record.phase = "do"

    def answer(self, choice: int | None) -> None:
        """Answer the next of the present questions; None skips it."""
        self.answers.append(choice)

    def next(self, last_run: int, openings: int) -> None:
        """Go on: past what is explained, past answered questions, or past what is skipped."""
        match self.phase:
            case "recall":
                self._begin_step(0, last_run, openings)
            case "predict":
                self.expect(None)
            case "do" | "see":
                self.record.phase = "explain"
            case "explain":
                self._begin_step(self.record.step + 1, last_run, openings)
            case "questions":
                self.record.phase, self.record.is_finished = "end", True
            case _:
                pass

    def hint(self) -> None:
        """Show one more hint, and after the last one the answer."""
        self.step_record.hints = min(self.step_record.hints + 1, len(self.step.hints) + 1)

    def look(self, evidence: Evidence) -> bool:
        """Look whether the present step is done now; True if that is new."""
        mine = self.step_record if self.phase == "do" else None
        if mine is None or not is_met(self.step.checks, evidence):
            return False
        mine.is_done = True
        facts = facts_of(self.step.checks, evidence)
        mine.facts = {name: value for name, value in facts.items() if math.isfinite(value)}
        run = matching_run(self.step.checks, evidence)
        shown = evidence.of_run(run) if run and _asks_one_run(self.step.checks) else evidence
        if self.step.seen:
            mine.true = [is_met(choice.holds, shown) for choice in self.step.seen.choices]
        self.record.phase = "see" if self.step.seen else "explain"
        return True

    def see(self, choice: int | None) -> None:
        """Take what was seen."""
        self.step_record.seen = choice
        self.record.phase = "explain"

    def note_drawing(self, drawing: DrawingResult) -> bool:
        """Note that a drawing was read; True if that is new."""
        return self._note(self.step_record.drawings, drawing)

    def note_image(self, image: ImageResult) -> bool:
        """Note that an image was opened; True if that is new."""
        return self._note(self.step_record.images, image)

    def note_shift(self, run: int, pixels: float, share: float) -> bool:
        """Note how much a run reads of shifted images; True if that is new."""
        return self._note(self.step_record.shifted, (run, pixels, share))

    def _note(self, things: list[Thing], new: Thing) -> bool:
        if self.phase != "do" or new in things:
            return False
        things.append(new)
        del things[:-MAX_NOTES]
        return True


def _fits(mine: StepRecord, step: Step) -> bool:
    wanted, sights = step.predict, len(step.seen.choices) if step.seen else 0
    if mine.expected is not None and wanted is None:
        return False
    if wanted is not None and mine.expected is not None:
        is_curve = isinstance(mine.expected, tuple)
        if is_curve != (wanted.kind == "curve") or (is_curve and mine.measure != wanted.measure):
            return False
        if wanted.kind == "choice" and mine.expected not in range(len(wanted.choices)):
            return False
    seen_fits = mine.seen is None or mine.seen < sights
    return seen_fits and len(mine.true) in (0, sights)


def _answers_fit(answers: Sequence[int | None], questions: Sequence[Question]) -> bool:
    return len(answers) <= len(questions) and all(
        answer is None or answer < len(question.choices)
        for answer, question in zip(answers, questions, strict=False)
    )


def _asks_one_run(conditions: Sequence[Condition]) -> bool:
    return any(CHECKS[one.check].is_of_one_run for one in conditions)
