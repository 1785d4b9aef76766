"""All that a visitor has done in lessons, kept with the workspace. Nobody is graded by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from core.kept import Kept, Note, short_text
from core.lessons.records import LessonRecord

MAX_LESSONS, MAX_NAME = 200, 80


@dataclass(eq=False)
class LessonProgress(Kept):
    """How far a visitor is.

    Attributes
    ----------
    present : str
        The lesson that is on, by its name; "" for none.
    records : dict
        From names of lessons to how far each is.
    """

    kept_as: ClassVar[str] = "lessons"
    title: ClassVar[str] = "your lessons"
    present: str = ""
    records: dict[str, LessonRecord] = field(default_factory=dict)

    @property
    def finished(self) -> set[str]:
        """Return the names of the lessons that were walked to their end."""
        return {name for name, record in self.records.items() if record.is_finished}

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        records = {name: record.to_note() for name, record in list(self.records.items())}
        return {"present": self.present, "records": records}

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        records: Any = note["records"]
        if not isinstance(records, dict) or len(records) > MAX_LESSONS:
            raise ValueError("its records are no table of lessons")
        found = {
            short_text(name, MAX_NAME): LessonRecord.from_note(one) for name, one in records.items()
        }
        present = short_text(note["present"], MAX_NAME)
        return cls(present if present in found else "", found)

    def merge(self, other: Self) -> int:
        """Take in the lessons that were not begun here, or only finished there."""
        new = {
            name: record
            for name, record in other.records.items()
            if name not in self.records
            or (record.is_finished and not self.records[name].is_finished)
        }
        if self.present in new:
            self.present = ""
        self.records |= new
        if new:
            self.changed()
        return len(new)

    def in_words(self) -> str:
        """Say how many lessons were begun."""
        count = len(self.records)
        return f"{count:,} lesson{'s' * (count != 1)}" if count else ""
