"""How far a visitor is with things that have names, lessons or challenges, and which one is on."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from core.kept import Kept, Note, short_text

MAX_RECORDS, MAX_NAME = 200, 80


class Record(Protocol):
    """How far a visitor is with one of them."""

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""


R = TypeVar("R", bound=Record)


@dataclass(eq=False)
class KeptRecords(Kept, Generic[R]):
    """All records of one kind, kept with the workspace.

    Attributes
    ----------
    thing : str
        What each is about, in one word.
    record_type : type
        What each is.
    present : str
        The one that is on, by its name; "" for none.
    records : dict
        From names to how far each is.
    """

    thing: ClassVar[str]
    record_type: ClassVar[type[Record]]
    present: str = ""
    records: dict[str, R] = field(default_factory=dict)

    @staticmethod
    @abstractmethod
    def is_done(record: Any) -> bool:
        """Return whether a record says that its thing was brought to its end."""

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        records = {name: record.to_note() for name, record in list(self.records.items())}
        return {"present": self.present, "records": records}

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for anything else."""
        records: Any = note["records"]
        if not isinstance(records, dict) or len(records) > MAX_RECORDS:
            raise ValueError(f"its records are no table of {cls.thing}s")
        found: dict[str, Any] = {
            short_text(name, MAX_NAME): cls.record_type.from_note(one)
            for name, one in records.items()
        }
        present = short_text(note["present"], MAX_NAME)
        return cls(present if present in found else "", found)

    @property
    def done(self) -> set[str]:
        """Return the names of those that were brought to their end."""
        return {name for name, record in self.records.items() if self.is_done(record)}

    def merge(self, other: Self) -> int:
        """Take in what was not begun here, or brought to its end only there."""
        new = {
            name: record
            for name, record in other.records.items()
            if name not in self.records
            or (self.is_done(record) and not self.is_done(self.records[name]))
        }
        if self.present in new:
            self.present = ""
        for record in new.values():
            self._take_in(record)
        self.records |= new
        if new:
            self.changed()
        return len(new)

    def _take_in(self, record: R) -> None:
        """Change a record from elsewhere so that it is true here."""

    def in_words(self) -> str:
        """Say how many were begun."""
        count = len(self.records)
        return f"{count:,} {self.thing}{'s' * (count != 1)}" if count else ""
