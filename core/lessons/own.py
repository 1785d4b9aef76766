"""Lessons of one's own: composed here, brought as a file, or come with a link."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from core.errors import LessonError
from core.kept import Kept, Note
from core.lessons.lesson import Lesson
from core.lessons.progress import MAX_LESSONS
from core.lessons.read import lesson_from
from core.lessons.table import MAX_BYTES

PREFIX, DIGITS = "own_", 12
MAX_OWN = 30
THIS = "This lesson"


def own_name(values: Mapping[str, Any]) -> str:
    """Name a lesson by what it says: the same link is the same lesson everywhere."""
    content = json.dumps(values, sort_keys=True, separators=(",", ":")).encode()
    return PREFIX + hashlib.sha256(content).hexdigest()[:DIGITS]


@dataclass(eq=False)
class OwnLessons(Kept):
    """The lessons of a workspace that do not come with Digit Lab.

    Attributes
    ----------
    values : dict
        From names to what each lesson's file says; each can be read.
    draft : dict
        What is being composed: it may lack something.
    """

    kept_as: ClassVar[str] = "own_lessons"
    title: ClassVar[str] = "your own lessons"
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    draft: dict[str, Any] = field(default_factory=dict)
    _read: dict[str, Lesson] = field(default_factory=dict, repr=False)

    def add(self, values: dict[str, Any], file: str = THIS) -> str:
        """Add a lesson, and return its name; the same one is not doubled.

        Raises
        ------
        LessonError
            If it cannot be read, or there are too many.
        """
        _check_size(values, file)
        name = own_name(values)
        lesson = lesson_from(values, file, name, is_own=True)
        if name not in self.values:
            if len(self.values) >= MAX_OWN:
                found = f"there are {len(self.values)} lessons of your own already"
                raise LessonError(file, "", found, "fewer. Delete one of them first")
            self.values[name], self._read[name] = values, lesson
            self.changed()
        return name

    def remove(self, name: str) -> None:
        """Delete a lesson."""
        self.values.pop(name, None)
        self._read.pop(name, None)
        self.changed()

    @property
    def lessons(self) -> dict[str, Lesson]:
        """Return them by name, in the order in which they came."""
        for name, values in list(self.values.items()):
            if name not in self._read:
                self._read[name] = lesson_from(values, THIS, name, is_own=True)
        return {name: self._read[name] for name in self.values}

    def compose(self, values: dict[str, Any]) -> None:
        """Keep what is being composed.

        Raises
        ------
        LessonError
            If it is too long; what was there stays.
        """
        _check_size(values, THIS)
        self.draft = values
        self.changed()

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {"values": self.values, "draft": self.draft}

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        values, draft = note["values"], note["draft"]
        if not isinstance(values, dict) or not isinstance(draft, dict):
            raise TypeError("its lessons are no table")
        if len(values) > min(MAX_OWN, MAX_LESSONS):
            raise ValueError(f"there are more than {MAX_OWN} lessons")
        found = cls()
        try:
            _check_size(draft, THIS)
            for one in values.values():
                found.add(one)
        except LessonError as error:
            raise ValueError(str(error)) from error
        found.draft = draft
        return found

    def merge(self, other: Self) -> int:
        """Take in the lessons that are missing here, as far as there is room."""
        new = [name for name in other.values if name not in self.values]
        new = new[: max(0, MAX_OWN - len(self.values))]
        for name in new:
            self.values[name] = other.values[name]
        takes_draft = bool(other.draft) and not self.draft
        if takes_draft:
            self.draft = other.draft
        if new or takes_draft:
            self.changed()
        return len(new) + takes_draft

    def in_words(self) -> str:
        """Say how many there are."""
        count = len(self.values)
        words = [f"{count:,} lesson{'s' * (count != 1)} of your own"] if count else []
        return ", ".join([*words, *(["a lesson in preparation"] if self.draft else [])])


def _check_size(values: object, file: str) -> None:
    try:
        size = len(json.dumps(values, ensure_ascii=False).encode())
    except (TypeError, ValueError, RecursionError) as error:  # TOML knows dates; a lesson does not.
        found = "it holds a date, half a character, or lists in lists"
        raise LessonError(file, "", found, "texts, numbers, lists and tables") from error
    if size > MAX_BYTES:
        raise LessonError(file, "", f"it has {size:,} bytes", f"at most {MAX_BYTES:,}")
