"""The own sets of one workspace, in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np

from core.data.digits import DIGIT_NAMES
from core.data.own.changes import added, in_turn, merged
from core.data.own.own_set import ME, OwnSet, checked_names
from core.errors import OwnSetError
from core.kept import Kept, Note, entries
from core.limits import LIMITS, most

MAX_SETS = 5
# More than any server takes now: what was kept with other limits is still read.
MAX_READ = int(LIMITS["own_images"].own)


@dataclass(eq=False)
class OwnSets(Kept):
    """The sets that a visitor collects; each has other classes.

    Attributes
    ----------
    sets : list of OwnSet
        At most five, in the order in which they were begun.
    before : OwnSet, optional
        The set that was changed last as it was before, so that it can be brought back.
    """

    # Its first version held digits only.
    kept_as: ClassVar[str] = "own_digits"
    title: ClassVar[str] = "your own sets"
    sets: list[OwnSet] = field(default_factory=list)
    before: OwnSet | None = None

    def __len__(self) -> int:
        """Count all images."""
        return sum(len(own) for own in self.sets)

    @property
    def room(self) -> int:
        """Return how many more images can be kept."""
        return max(0, most("own_images") - len(self))

    def named(self, class_names: Sequence[str]) -> OwnSet | None:
        """Find the set of some classes; None where there is none."""
        names = tuple(class_names)
        return next((own for own in self.sets if own.class_names == names), None)

    @property
    def digits(self) -> OwnSet:
        """Return the set of the ten digits, an empty one where there is none."""
        return self.named(DIGIT_NAMES) or OwnSet.empty(DIGIT_NAMES)

    def begin(self, class_names: Sequence[str]) -> OwnSet:
        """Begin a set of some classes, or find it; raises OwnSetError."""
        names = checked_names(class_names)
        if len(names) > most("own_classes"):
            raise OwnSetError(
                f"There are {len(names)} classes; at most {most('own_classes')} are possible here."
            )
        found = self.named(names)
        if found is None:
            if len(self.sets) >= MAX_SETS:
                raise OwnSetError(
                    f"You have {MAX_SETS} sets, as many as there can be. Delete one first."
                )
            found = OwnSet.empty(names)
            self.sets.append(found)
            self.changed()
        return found

    def add(
        self,
        class_names: Sequence[str],
        images: np.ndarray,
        labels: Sequence[int] | np.ndarray,
        person: int = ME,
    ) -> None:
        """Add images of one person to a set, which is begun where there is none.

        Raises
        ------
        OwnSetError
            If there is no room for all of them.
        """
        if len(images) > self.room:
            raise OwnSetError(
                f"There is room for {self.room:,} more images, of {most('own_images'):,} in all "
                "your sets. Remove some in Browse, or add fewer."
            )
        self.put(added(self.begin(class_names), images, labels, person))

    def put(self, own: OwnSet) -> None:
        """Let a changed set take the place of the one with its classes."""
        for place, old in enumerate(self.sets):
            if old.class_names == own.class_names:
                self.before, self.sets[place] = old, own
                self.changed()
                return
        raise OwnSetError("This set is not there any more. Begin it again.")

    def undo(self) -> None:
        """Bring the set that was changed last back as it was before."""
        if self.before is not None:
            if self.named(self.before.class_names) is None:
                self.sets.append(self.before)
                self.before = None
                self.changed()
            else:
                self.put(self.before)
                self.before = None

    def drop(self, class_names: Sequence[str]) -> None:
        """Delete a set for good."""
        names = tuple(class_names)
        self.sets = [own for own in self.sets if own.class_names != names]
        self.before = None
        self.changed()

    def drop_all(self) -> None:
        """Delete all sets for good."""
        self.sets, self.before = [], None
        self.changed()

    def to_note(self) -> Note:
        """Write all sets."""
        return {"sets": [own.to_note() for own in self.sets]}

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read them back; raises KeyError, TypeError or ValueError if they are none."""
        if "sets" not in note:  # As it was when there were only digits, all of one person.
            persons = [ME] * len(entries(note, "labels"))
            note = {"sets": [note | {"class_names": list(DIGIT_NAMES), "persons": persons}]}
        found = [OwnSet.from_note(one) for one in entries(note, "sets")]
        if len(found) > MAX_SETS or len({own.class_names for own in found}) < len(found):
            raise ValueError(f"it has {len(found)} sets, of which some have the same classes")
        if (count := sum(map(len, found))) > MAX_READ:
            raise ValueError(f"it has {count} images")
        return cls(found)

    def merge(self, other: Self) -> int:
        """Take in what other sets have and these lack, as far as there is room."""
        new = 0
        for theirs in other.sets:
            mine = self.named(theirs.class_names)
            if mine is None and len(self.sets) >= MAX_SETS:
                continue
            mine = mine or self.begin(theirs.class_names)
            all_new = merged(mine, theirs)
            more = min(len(all_new) - len(mine), self.room)
            if more:
                self.put(all_new.take(np.arange(len(mine) + more)))
            new += more
        self.before = None
        return new

    def in_words(self) -> str:
        """Say how many there are."""
        if not len(self):
            return ""
        return f"{len(self):,} image{'s' * (len(self) != 1)} of your own"


def first_fitting(own: OwnSet, room: int) -> OwnSet:
    """Leave so many images of a set, as many of each class as there can be."""
    return own.take(in_turn(own, room))
