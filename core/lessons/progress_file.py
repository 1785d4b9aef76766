"""How far somebody is in the lessons, as one small file: a server may forget, a file does not."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import StoreError
from core.kept import Kept, Note
from core.kept_notes import note_bytes, note_from
from core.lessons.answers import Measured
from core.lessons.own import OwnLessons
from core.lessons.progress import LessonProgress

KIND, KIND_FIELD = "digit lab progress", "kind"
MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class ProgressFile:
    """What is in a file of progress: lessons, those of one's own, and answers about lessons."""

    lessons: LessonProgress
    own: OwnLessons
    measured: Measured

    @property
    def parts(self) -> tuple[Kept, ...]:
        """Return what it consists of."""
        return self.lessons, self.own, self.measured

    def in_words(self) -> str:
        """Say how much there is; nothing where there is nothing."""
        return ", ".join(filter(None, (part.in_words() for part in self.parts)))


def progress_bytes(progress: ProgressFile) -> bytes:
    """Write progress as a file's content; raises StoreError if it is too large."""
    notes = {part.kept_as: part.to_note() for part in progress.parts}
    return note_bytes({KIND_FIELD: KIND} | notes, "your lessons")


def progress_from(content: bytes) -> ProgressFile:
    """Read progress from a file's content.

    Raises
    ------
    StoreError
        If it is none, too large, damaged, or of a later version.
    """
    if len(content) > MAX_BYTES:
        raise StoreError(f"It has more than {MAX_BYTES:,} bytes.")
    return note_from(content, _read)


def _read(note: Note) -> ProgressFile:
    if note.get(KIND_FIELD) != KIND:
        raise StoreError("It is no file of progress, which Learn writes.")
    return ProgressFile(
        LessonProgress.from_note(note[LessonProgress.kept_as]),
        OwnLessons.from_note(note[OwnLessons.kept_as]),
        Measured.from_note(note[Measured.kept_as]),
    )
