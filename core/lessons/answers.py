"""What somebody answered who takes part in measuring what lessons do: by consent, and deletable."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from core.kept import Kept, Note, entries, short_text, whole_number
from core.lessons.lesson import CONCEPT_QUESTIONS, MAX_CHOICES, Question
from core.lessons.progress import MAX_LESSONS, MAX_NAME
from core.lessons.usability import HIGHEST, LOWEST, SENTENCES

CODE_BYTES, MAX_CODE = 4, 16
BEFORE, AFTER = "before", "after"
TIMES = (BEFORE, AFTER)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: which choice, from 0, and whether it is right."""

    choice: int
    is_right: bool


@dataclass(eq=False)
class Measured(Kept):
    """The answers of one visitor. None are asked for before there is a consent.

    Attributes
    ----------
    code : str
        Drawn at random at the consent, so that two files of one person can be told to be that;
        "" where there is no consent.
    answers : dict
        From (lesson, "before" or "after") to the answers so far; all where there are three.
    declined : set of (str, str)
        What was asked, and skipped.
    usability : tuple of int
        The ten answers of the System Usability Scale, or none.
    """

    kept_as: ClassVar[str] = "measured"
    title: ClassVar[str] = "your answers to questions about lessons"
    code: str = ""
    answers: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)
    declined: set[tuple[str, str]] = field(default_factory=set)
    usability: tuple[int, ...] = ()

    @property
    def takes_part(self) -> bool:
        """Return whether there is a consent."""
        return bool(self.code)

    def take_part(self) -> None:
        """Note the consent."""
        self.code = self.code or secrets.token_hex(CODE_BYTES)
        self.changed()

    def delete(self) -> None:
        """Take back the consent, and delete every answer."""
        self.code, self.usability = "", ()
        self.answers.clear()
        self.declined.clear()
        self.changed()

    def asks(self, lesson: str, time: str) -> bool:
        """Return whether the questions of a lesson are to be asked now.

        Those after a lesson are asked only of who answered those before it.
        """
        if not self.takes_part or (lesson, time) in self.declined:
            return False
        if time == AFTER and not self.is_complete(lesson, BEFORE):
            return False
        return not self.is_complete(lesson, time)

    def is_complete(self, lesson: str, time: str) -> bool:
        """Return whether all questions were answered."""
        return len(self.answers.get((lesson, time), ())) >= CONCEPT_QUESTIONS

    def answer(self, lesson: str, time: str, question: Question, choice: int) -> None:
        """Keep the answer to the next question."""
        given = self.answers.setdefault((lesson, time), [])
        given.append(Answer(choice, question.choices[choice].is_right))
        self.changed()

    def decline(self, lesson: str, time: str) -> None:
        """Skip questions; what was answered of them so far is deleted."""
        self.answers.pop((lesson, time), None)
        self.declined.add((lesson, time))
        self.changed()

    def share_right(self, lesson: str, time: str) -> float:
        """Return the share of right answers, 0 to 1."""
        given = self.answers[lesson, time]
        return sum(one.is_right for one in given) / len(given)

    @property
    def both_times(self) -> list[str]:
        """Return the lessons whose questions were answered before and after."""
        names = dict.fromkeys(lesson for lesson, _ in self.answers)
        return [name for name in names if all(self.is_complete(name, time) for time in TIMES)]

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "code": self.code,
            "answers": [
                [lesson, time, [[one.choice, one.is_right] for one in given]]
                for (lesson, time), given in list(self.answers.items())
            ],
            "declined": [list(one) for one in sorted(self.declined)],
            "usability": list(self.usability),
        }

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        answers, declined = entries(note, "answers"), entries(note, "declined")
        if max(len(answers), len(declined)) > 2 * MAX_LESSONS:
            raise ValueError("there are more answers than lessons can ask for")
        found = cls(
            code=short_text(note["code"], MAX_CODE),
            answers={
                (short_text(lesson, MAX_NAME), _time(time)): _answers(given)
                for lesson, time, given in answers
            },
            declined={(short_text(lesson, MAX_NAME), _time(time)) for lesson, time in declined},
            usability=tuple(
                whole_number(one, LOWEST, HIGHEST) for one in entries(note, "usability")
            ),
        )
        if len(found.usability) not in (0, len(SENTENCES)):
            raise ValueError("there are not ten answers about usability")
        if found.code and not (found.code.isascii() and found.code.isalnum()):
            raise ValueError("its code is none")
        if not found.code and (found.answers or found.usability):
            raise ValueError("it holds answers without a consent")
        return found

    def merge(self, other: Self) -> int:
        """Take in answers that are missing here, by the consent that was given there."""
        new = {key: given for key, given in other.answers.items() if key not in self.answers}
        self.code = self.code or other.code
        self.answers |= new
        self.declined |= other.declined - self.answers.keys()
        count = len(new)
        if other.usability and not self.usability:
            self.usability, count = other.usability, count + 1
        if other.takes_part:
            self.changed()
        return count

    def in_words(self) -> str:
        """Say how many answers there are."""
        count = sum(map(len, self.answers.values())) + len(self.usability)
        if not self.takes_part:
            return ""
        return f"{count:,} answer{'s' * (count != 1)} about lessons"


def _time(value: Any) -> str:
    if value not in TIMES:
        raise ValueError("answers are neither of before a lesson nor of after it")
    return str(value)


def _answers(given: Any) -> list[Answer]:
    if not isinstance(given, list) or len(given) > CONCEPT_QUESTIONS:
        raise ValueError("there are more answers than questions")
    found = []
    for choice, is_right in given:
        if not isinstance(is_right, bool):
            raise TypeError("an answer is neither right nor wrong")
        found.append(Answer(whole_number(choice, high=MAX_CHOICES - 1), is_right))
    return found
