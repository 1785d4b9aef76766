"""What this visitor is collecting just now: for which set, who writes, and what was drawn last."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.data import DIGIT_NAMES
from core.data.own import ME, OwnSet, OwnSets, balance
from core.errors import OwnSetError
from core.sketch import prepare_sketch
from dashboard.visitor import session
from dashboard.visitor.sketch_pad import SketchPad

SECONDS = 4


@dataclass(eq=False)
class Collecting:
    """Where the visitor is.

    Attributes
    ----------
    class_names : tuple of str
        Of the set that is collected for; it is kept with its first image.
    person : int
        Who writes.
    agreed : set of int
        Others who have agreed, as the visitor says.
    pad : SketchPad
        The canvas.
    seconds : int
        Of the countdown that begins with the first stroke; 0 for none.
    chosen : set of int
        Rows that are marked in Browse.
    """

    class_names: tuple[str, ...] = DIGIT_NAMES
    person: int = ME
    agreed: set[int] = field(default_factory=set)
    pad: SketchPad = field(default_factory=lambda: SketchPad(brush=16))
    seconds: int = SECONDS
    chosen: set[int] = field(default_factory=set)

    def turn_to(self, class_names: tuple[str, ...]) -> None:
        """Go on with another set."""
        self.class_names = class_names
        self.chosen = set()
        self.pad.clear()


def collecting() -> Collecting:
    """Return what this visitor is collecting."""
    return session.state(Collecting)


def own_sets() -> OwnSets:
    """Return all sets of this visitor."""
    return session.state(OwnSets)


def current_set() -> OwnSet:
    """Return the set that is collected for; an empty one where nothing was added yet."""
    names = collecting().class_names
    return own_sets().named(names) or OwnSet.empty(names)


def asked_for() -> int:
    """Return the class that is asked for next: one that this person has written least often."""
    mine, own = collecting(), current_set()
    return balance(own.take(np.flatnonzero(own.persons == mine.person))).next_class


def may_write() -> bool:
    """Return whether the person who writes has agreed; whoever collects has."""
    mine = collecting()
    known = any((own.persons == mine.person).any() for own in own_sets().sets)
    return mine.person == ME or known or mine.person in mine.agreed


def persons() -> list[int]:
    """List who can write: everybody who has, and one more."""
    known = {ME, *(int(one) for own in own_sets().sets for one in np.unique(own.persons))}
    return sorted(known | {max(known) + 1, collecting().person})


def check_may_write() -> None:
    """Check that the person who writes has agreed; raises OwnSetError."""
    if not may_write():
        raise OwnSetError("Ask the person first, and say so in the box above.")


def keep_drawing(label: int) -> None:
    """Add what is drawn to the set, and clear the canvas for the next one.

    Raises
    ------
    EmptySketchError, OwnSetError
        If nothing is drawn, or there is no room.
    """
    mine = collecting()
    check_may_write()
    pixels = np.full((28, 28), 255, np.uint8) if mine.pad.pixels is None else mine.pad.pixels
    add_images(prepare_sketch(pixels).centered[None], [label])
    mine.pad.clear()


def add_images(images: np.ndarray, labels: list[int] | np.ndarray) -> None:
    """Add images by the person who writes to the set; raises OwnSetError."""
    mine = collecting()
    check_may_write()
    own_sets().add(mine.class_names, images, labels, mine.person)
    mine.chosen = set()
