"""How an own set is named where a data set is chosen: by its form alone it can be told.

``own-3-<hash>`` has three classes; ``mnist+own-10-<hash>`` is MNIST and a set of the ten digits.
Whose it is does not stand there: the images are looked up in the workspace of whoever asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.data.digits import CLASSES
from core.data.labeled.classes import MAX_CLASSES, MIN_CLASSES
from core.data.own.own_set import HASH_DIGITS

KEY = re.compile(rf"(mnist\+)?own-([1-9]\d?)-([0-9a-f]{{{HASH_DIGITS}}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class OwnKey:
    """What the name of an own set says.

    Attributes
    ----------
    version : str
        The name of the set alone, as `OwnSet.key` gives it.
    classes : int
        How many it has.
    with_mnist : bool
        Whether MNIST is learned from too.
    """

    version: str
    classes: int
    with_mnist: bool

    @classmethod
    def of(cls, name: str) -> OwnKey | None:
        """Read a name; None for that of any other data set."""
        found = KEY.fullmatch(name)
        if found is None or not MIN_CLASSES <= int(found[2]) <= MAX_CLASSES:
            return None
        if found[1] and int(found[2]) != CLASSES:
            return None
        return cls(f"own-{found[2]}-{found[3]}", int(found[2]), bool(found[1]))


def with_mnist(key: str) -> str:
    """Name MNIST together with an own set of the ten digits."""
    return f"mnist+{key}"
