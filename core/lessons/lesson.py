"""A lesson as it is written in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Asked before a lesson and again after it, of those who want to.
CONCEPT_QUESTIONS, MAX_CHOICES = 3, 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question, and what is said to whoever chooses it."""

    text: str
    why: str
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question with one right answer."""

    ask: str
    choices: tuple[Choice, ...]

    @property
    def right(self) -> int:
        """Return the place of the right answer."""
        return next(place for place, choice in enumerate(self.choices) if choice.is_right)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a result must fulfil.

    Attributes
    ----------
    check : str
        A key of `CHECKS`.
    value : float or str
        What it is compared with; accuracies and confidences from 0 to 1.
    at : float
        At which shift, in pixels; only for checks that ask for it.
    """

    check: str
    value: float | str
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the learner expects, asked before anything is trained.

    Attributes
    ----------
    kind : str
        "choice", "number" or "curve".
    ask : str
        The question.
    choices : tuple of str
        Of a choice.
    number : str
        Of a number: which one, a key of `NUMBERS` written in per cent or as a count.
    measure : str
        Of a curve: "accuracy" or "loss".
    """

    kind: str
    ask: str
    choices: tuple[str, ...] = ()
    number: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """One answer to "what did you see?", and the conditions under which it was to be seen."""

    text: str
    holds: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was to be seen: asked before anything is explained. The result says what is true."""

    ask: str
    choices: tuple[Sight, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, on one page.

    Attributes
    ----------
    page : str
        On which page, by its name in the address.
    address : mapping
        What else the address says: which view, which fault.
    task : str
        What to do.
    controls : tuple of str
        The settings that may be changed: at most three.
    settings : mapping
        Fields of `TrainConfig` that are prepared; None where the settings stay as they are.
    predict : Prediction, optional
        What is predicted before.
    checks : tuple of Condition
        What must have come out. Those of a run must all hold for one and the same run.
    hints : tuple of str
        Shown one after the other.
    answer : str
        How it is done, for those who ask.
    seen : Seen, optional
        What was to be seen.
    explain : str
        What it means, with the numbers of this run.
    right, wrong : tuple of mapping
        Changes of the prepared settings: runs that fulfil the checks, and a try that comes close
        and does not. Tests and measurements train them.
    """

    page: str
    task: str
    checks: tuple[Condition, ...]
    hints: tuple[str, ...]
    answer: str
    explain: str
    address: Mapping[str, str] = field(default_factory=dict)
    controls: tuple[str, ...] = ()
    settings: Mapping[str, Any] | None = None
    predict: Prediction | None = None
    seen: Seen | None = None
    right: tuple[Mapping[str, Any], ...] = ()
    wrong: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson.

    Attributes
    ----------
    name : str
        Its file's name without an ending.
    place : int
        Where it stands on the path, from 1.
    title, question, idea : str
        Its name, what it asks, and what it is about, in a sentence or two.
    minutes : int
        How long it takes.
    belief : str
        What many think, and is not so.
    steps : tuple of Step
        What there is to do.
    questions : tuple of Question
        Asked at its end.
    recall : tuple of Question
        Asked at the beginning of the next lesson.
    concepts : tuple of Question
        Three that ask for the idea in another guise, or none: they measure what a lesson does.
    """

    name: str
    place: int
    title: str
    question: str
    idea: str
    minutes: int
    belief: str
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    recall: tuple[Question, ...]
    concepts: tuple[Question, ...] = ()
