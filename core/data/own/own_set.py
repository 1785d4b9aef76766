"""What an own set is: images, which class each shows, and which person wrote it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from core.data.digits import DIGIT_NAMES, IMAGE_SIZE, DigitSplit
from core.data.labeled.classes import MAX_CLASSES, MIN_CLASSES
from core.errors import OwnSetError, quoted
from core.kept import Note, array_from, array_note, entries, short_text, whole_number

MAX_NAME = 24
# Persons have numbers and no names. The first one is who collects.
ME, MAX_PERSON = 1, 99
HASH_DIGITS = 16


def checked_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of classes without needless spaces, if a set can have them.

    Raises
    ------
    OwnSetError
        If there are fewer than 2 or more than 62, or one is empty, too long or there twice.
    """
    found = tuple(" ".join(name.split()) for name in names)
    if not MIN_CLASSES <= len(found) <= MAX_CLASSES:
        raise OwnSetError(
            f"There {'is' if len(found) == 1 else 'are'} {len(found)} class"
            f"{'' if len(found) == 1 else 'es'}. Name {MIN_CLASSES} to {MAX_CLASSES}, with commas "
            "between them."
        )
    for name in found:
        if not name or len(name) > MAX_NAME:
            raise OwnSetError(
                f"A class is named {quoted(name)}. Give each a name of 1 to {MAX_NAME} characters."
            )
    if len(set(found)) < len(found):
        twice = next(name for place, name in enumerate(found) if name in found[:place])
        raise OwnSetError(f"Two classes are named {quoted(twice)}. Give each its own name.")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class OwnSet:
    """A set that a visitor collected. Changes give a new one, see `changes.py`.

    Attributes
    ----------
    class_names : tuple of str
        2 to 62 names, that of class 0 first.
    images : uint8 array of shape (n, 28, 28)
        As a network sees them: 0 is paper, 255 is ink.
    labels : int64 array of shape (n,)
        Which class each shows.
    persons : int64 array of shape (n,)
        Who wrote each: 1 is who collects, others are 2 and above. Nobody is named.
    """

    class_names: tuple[str, ...]
    images: np.ndarray
    labels: np.ndarray
    persons: np.ndarray

    def __post_init__(self) -> None:
        for name in ("images", "labels", "persons"):
            view = getattr(self, name).view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    @classmethod
    def empty(cls, class_names: Sequence[str]) -> Self:
        """Begin a set; raises OwnSetError for names that it cannot have."""
        none = np.zeros(0, np.int64)
        images = np.zeros((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
        return cls(checked_names(class_names), images, none, none)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def title(self) -> str:
        """Name the set by its classes, for people."""
        if self.class_names == DIGIT_NAMES:
            return "Digits 0 to 9"
        shown = ", ".join(self.class_names[:4])
        more = len(self.class_names) - 4
        return f"{shown} and {more} more" if more > 0 else shown

    @property
    def of_digits(self) -> bool:
        """Return whether its classes are the ten digits."""
        return self.class_names == DIGIT_NAMES

    @property
    def version(self) -> str:
        """Name its very content: another image, label, name or person gives another one."""
        about = json.dumps([self.class_names, len(self)]).encode()
        content = hashlib.sha256(about)
        for array in (self.images, self.labels, self.persons):
            content.update(np.ascontiguousarray(array).tobytes())
        return content.hexdigest()[:HASH_DIGITS]

    def split(self) -> DigitSplit:
        """Hand the set out as every other set of images, with persons as writers."""
        return DigitSplit(self.images, self.labels, self.persons)

    def take(self, rows: np.ndarray) -> OwnSet:
        """Copy the images in some rows, in that order."""
        return OwnSet(self.class_names, self.images[rows], self.labels[rows], self.persons[rows])

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "class_names": list(self.class_names),
            "labels": self.labels.tolist(),
            "persons": self.persons.tolist(),
            "images": array_note(self.images),
        }

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError if it is none."""
        try:
            names = checked_names([short_text(name) for name in entries(note, "class_names")])
        except OwnSetError as error:
            raise ValueError(str(error)) from error
        top = len(names) - 1
        labels = [whole_number(label, high=top) for label in entries(note, "labels")]
        persons = [whole_number(one, ME, MAX_PERSON) for one in entries(note, "persons")]
        images = array_from(note["images"], "uint8", row=(IMAGE_SIZE, IMAGE_SIZE))
        if not len(images) == len(labels) == len(persons):
            raise ValueError(
                f"it has {len(images)} images, {len(labels)} labels and {len(persons)} persons"
            )
        return cls(names, images, np.array(labels, np.int64), np.array(persons, np.int64))
