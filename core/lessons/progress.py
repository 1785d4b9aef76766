"""All that a visitor has done in lessons, kept with the workspace. Nobody is graded by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.lessons.kept_records import MAX_NAME, MAX_RECORDS, KeptRecords
from core.lessons.records import LessonRecord

__all__ = ["MAX_LESSONS", "MAX_NAME", "LessonProgress"]

MAX_LESSONS = MAX_RECORDS


@dataclass(eq=False)
class LessonProgress(KeptRecords[LessonRecord]):
    """How far a visitor is in each lesson."""

    kept_as: ClassVar[str] = "lessons"
    title: ClassVar[str] = "your lessons"
    thing: ClassVar[str] = "lesson"
    record_type: ClassVar[type] = LessonRecord

    @staticmethod
    def is_done(record: LessonRecord) -> bool:
        """Return whether a lesson was walked to its end."""
        return record.is_finished

    @property
    def finished(self) -> set[str]:
        """Return the names of the lessons that were walked to their end."""
        return self.done
