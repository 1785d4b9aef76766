"""What a visitor made beside the runs, as it is written down: plain values and arrays, as JSON.

Reading it runs nothing. A file may say anything, so each kind checks what it reads.
"""

from __future__ import annotations

import base64
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

import numpy as np

Note = dict[str, Any]
# Far more than anything here counts, and few enough for every table.
MAX_COUNT = 10**12


class Kept(ABC):
    """A state that stays with the workspace. Each change ends with `changed`.

    Attributes
    ----------
    kept_as : str
        Its file's name without an ending.
    title : str
        What it is, within a sentence.
    """

    kept_as: ClassVar[str]
    title: ClassVar[str]
    _on_change: Callable[[], None] | None = None

    @abstractmethod
    def to_note(self) -> Note:
        """Write it as values that JSON knows."""

    @classmethod
    @abstractmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError or ValueError for what `to_note` cannot say."""

    @abstractmethod
    def merge(self, other: Self) -> int:
        """Take in what another one has and this one lacks; return how many things that were."""

    @abstractmethod
    def in_words(self) -> str:
        """Say how much there is, as in "14 digits"; nothing where there is nothing."""

    def on_change(self, do: Callable[[], None] | None) -> None:
        """Let something be done after each change; None for nothing any more."""
        self._on_change = do

    def changed(self) -> None:
        """Tell that there is something to save."""
        if self._on_change is not None:
            self._on_change()


def array_note(values: np.ndarray) -> Note:
    """Write an array as values that JSON knows."""
    content = base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()
    return {"dtype": values.dtype.name, "shape": list(values.shape), "base64": content}


def array_from(note: Note, dtype: str, *, row: tuple[int, ...] = ()) -> np.ndarray:
    """Read an array back: some rows, each of the same shape.

    Parameters
    ----------
    note : dict
        From :func:`array_note`.
    dtype : str
        Its kind of numbers.
    row : tuple of int
        The shape of each row.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is anything else.
    """
    if note["dtype"] != dtype:
        raise ValueError(f"its numbers are not of the kind {dtype}")
    content = base64.b64decode(note["base64"], validate=True)
    bytes_per_row = np.dtype(dtype).itemsize * math.prod(row)
    if len(content) % bytes_per_row or note["shape"] != [len(content) // bytes_per_row, *row]:
        raise ValueError("its numbers do not fit its shape")
    return np.frombuffer(content, dtype).reshape(-1, *row).copy()


def whole_number(value: object, low: int = 0, high: int = MAX_COUNT) -> int:
    """Return a value that is a whole number in a range; raises TypeError or ValueError."""
    if type(value) is not int:
        raise TypeError(f"expected a whole number, found {type(value).__name__}")
    if not low <= value <= high:
        raise ValueError(f"a number is outside {low} to {high}")
    return value


def finite_number(value: object) -> float:
    """Return a value that is a number as large as a float can be; raises TypeError, ValueError."""
    if type(value) not in (int, float):
        raise TypeError(f"expected a number, found {type(value).__name__}")
    number = float(value)  # type: ignore[arg-type]  # Raises OverflowError for a larger one.
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number


def short_text(value: object, most: int = 500) -> str:
    """Return a value that is a text of so many characters at most; raises TypeError, ValueError."""
    if not isinstance(value, str):
        raise TypeError(f"expected a text, found {type(value).__name__}")
    if len(value) > most:
        raise ValueError(f"a text has {len(value):,} characters; expected at most {most}")
    value.encode()  # A page cannot show half a surrogate pair.
    return value


def entries(note: Mapping[str, Any], name: str) -> list[Any]:
    """Return a value that is a list; raises KeyError or TypeError."""
    found = note[name]
    if not isinstance(found, list):
        raise TypeError(f"its {name} are no list")
    return found
