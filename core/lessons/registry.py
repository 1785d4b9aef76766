"""Lessons and challenges by name: each file of a folder is one. Read at the first look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from core.errors import LessonError
from core.lessons.challenge import Challenge
from core.lessons.lesson import Lesson
from core.lessons.read import read_lesson
from core.lessons.read_challenge import read_challenge

FOLDER = Path(__file__).parent / "en"
CHALLENGE_FOLDER = Path(__file__).parent / "challenges" / "en"


class Placed(Protocol):
    """Something with a name and a place among its like."""

    @property
    def name(self) -> str:
        """Its file's name without an ending."""

    @property
    def place(self) -> int:
        """Where it stands."""


Thing = TypeVar("Thing", bound=Placed)


def _read_all(folder: Path, read: Callable[[Path], Thing]) -> tuple[dict[str, Thing], list[str]]:
    found: list[Thing] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(read(path))
        except LessonError as error:
            faults.append(str(error))
        except OSError as error:
            faults.append(f"{path.name}: it cannot be read ({error.strerror}).")
    found.sort(key=lambda one: (one.place, one.name))
    return {one.name: one for one in found}, faults


def lessons_in(folder: Path) -> tuple[dict[str, Lesson], list[str]]:
    """Read all lessons of a folder.

    Parameters
    ----------
    folder : Path
        Where the files are.

    Returns
    -------
    dict, list of str
        The lessons by name in the order of the path; and what is wrong with files that are none.
    """
    return _read_all(folder, read_lesson)


def challenges_in(folder: Path) -> tuple[dict[str, Challenge], list[str]]:
    """Read all challenges of a folder, as :func:`lessons_in` does lessons."""
    return _read_all(folder, read_challenge)


@cache
def _shipped_lessons() -> tuple[dict[str, Lesson], list[str]]:
    return lessons_in(FOLDER)


@cache
def _shipped_challenges() -> tuple[dict[str, Challenge], list[str]]:
    return challenges_in(CHALLENGE_FOLDER)


class _Shipped(Mapping[str, Thing]):
    """What comes with Digit Lab; nothing is read before somebody asks."""

    def __init__(self, read: Callable[[], tuple[dict[str, Thing], list[str]]]) -> None:
        self._read = read

    def __getitem__(self, name: str) -> Thing:
        return self._read()[0][name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read()[0])

    def __len__(self) -> int:
        return len(self._read()[0])


LESSONS: Mapping[str, Lesson] = _Shipped(_shipped_lessons)
CHALLENGES: Mapping[str, Challenge] = _Shipped(_shipped_challenges)


def faulty_files() -> list[str]:
    """Say what is wrong with files in the folder that are no lessons."""
    return _shipped_lessons()[1]


def faulty_challenge_files() -> list[str]:
    """Say what is wrong with files in the folder that are no challenges."""
    return _shipped_challenges()[1]
