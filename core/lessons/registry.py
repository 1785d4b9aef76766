"""The lessons by name: each file of the folder is one. Read at the first look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from core.errors import LessonError
from core.lessons.lesson import Lesson
from core.lessons.read import read_lesson

FOLDER = Path(__file__).parent / "en"


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
    found: list[Lesson] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(read_lesson(path))
        except LessonError as error:
            faults.append(str(error))
        except OSError as error:
            faults.append(f"{path.name}: it cannot be read ({error.strerror}).")
    found.sort(key=lambda lesson: (lesson.place, lesson.name))
    return {lesson.name: lesson for lesson in found}, faults


@cache
def _shipped() -> tuple[dict[str, Lesson], list[str]]:
    return lessons_in(FOLDER)


class _Lessons(Mapping[str, Lesson]):
    """The lessons that come with Digit Lab; nothing is read before somebody asks."""

    def __getitem__(self, name: str) -> Lesson:
        return _shipped()[0][name]

    def __iter__(self) -> Iterator[str]:
        return iter(_shipped()[0])

    def __len__(self) -> int:
        return len(_shipped()[0])


LESSONS: Mapping[str, Lesson] = _Lessons()


def faulty_files() -> list[str]:
    """Say what is wrong with files in the folder that are no lessons."""
    return _shipped()[1]
