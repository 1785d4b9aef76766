"""All conditions, and pictures of digits under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from core.data.pen_file import PenDigit, pen_digits
from core.seeding import numpy_generator
from tests.pictures.condition import Condition
from tests.pictures.more_desk import DESK_CONDITIONS
from tests.pictures.more_files import FILE_CONDITIONS
from tests.pictures.more_light import LIGHT_CONDITIONS
from tests.pictures.more_material import MATERIAL_CONDITIONS
from tests.pictures.more_print import PRINT_CONDITIONS
from tests.pictures.more_screens import SCREEN_CONDITIONS
from tests.pictures.no_digit import NO_DIGIT
from tests.pictures.usual import USUAL_CONDITIONS

CONDITIONS: dict[str, Condition] = {
    **USUAL_CONDITIONS,
    **DESK_CONDITIONS,
    **PRINT_CONDITIONS,
    **LIGHT_CONDITIONS,
    **MATERIAL_CONDITIONS,
    **SCREEN_CONDITIONS,
    **FILE_CONDITIONS,
}
USUAL = tuple(USUAL_CONDITIONS)
MORE = tuple(name for name in CONDITIONS if name not in USUAL_CONDITIONS)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file as someone brings it; its label is None where there is no digit in it."""

    name: str
    label: int | None
    ending: str
    content: bytes


def chosen_digits(
    count: int, seed: int = 0, writers: Collection[int] | None = None
) -> list[PenDigit]:
    """Choose so many digits by the seed; all people's, or only of these writers (1 to 30).

    Any ten in a row that begin at a multiple of ten are all ten digits, as long as there are.
    """
    return list(_in_order(seed, None if writers is None else frozenset(writers))[:count])


@cache
def _in_order(seed: int, writers: frozenset[int] | None) -> tuple[PenDigit, ...]:
    """Shuffle the digits so that all ten labels take turns."""
    digits = [digit for digit in pen_digits() if writers is None or digit.writer in writers]
    order = numpy_generator(seed, "digits of the pictures").permutation(len(digits))
    met: Counter[int] = Counter()
    turns = {}
    for row in order:
        turns[row] = met[digits[row].label]
        met[digits[row].label] += 1
    return tuple(digits[row] for row in sorted(order, key=turns.__getitem__))


def digit_pictures(
    condition: str, count: int, seed: int = 0, writers: Collection[int] | None = None
) -> list[Picture]:
    """Make pictures under a condition; another condition shows the same digits in this order."""
    made = CONDITIONS[condition]
    pictures = []
    for number, digit in enumerate(chosen_digits(count, seed, writers)):
        ink = made.hand.write(digit.strokes, numpy_generator(seed, f"hand {number}"))
        ending, content = made(ink, numpy_generator(seed, f"{condition} {number}"))
        name = f"{condition}/{number:03d}_{digit.label}.{ending}"
        pictures.append(Picture(name, digit.label, ending, content))
    return pictures


def no_digit_pictures(kind: str, count: int, seed: int = 0) -> list[Picture]:
    """Make pictures of this kind, none of which shows a digit."""
    pictures = []
    for number in range(count):
        ending, content = NO_DIGIT[kind](numpy_generator(seed, f"{kind} {number}"))
        pictures.append(Picture(f"{kind}/{number:03d}.{ending}", None, ending, content))
    return pictures
