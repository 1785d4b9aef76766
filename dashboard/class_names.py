"""What labels are called on pages: a digit is itself, other classes have names.

Names may come from outside; figures and captions of pictures take them as they are, and text that
Markdown reads takes them from here.
"""

from __future__ import annotations

from core.data import DatasetSpec
from dashboard.plain_text import plain

# Letters that are spoken with a vowel first: "an F".
VOWELS, SPOKEN_WITH_VOWEL = "aeiou", "aefhilmnorsx"


def in_text(spec: DatasetSpec, label: int) -> str:
    """Write what a label means, for text that may be Markdown."""
    return plain(spec.class_names[label])


def how_many(spec: DatasetSpec) -> str:
    """Write the number of classes inside a sentence: "ten" digits, "26" letters."""
    return "ten" if spec.classes == 10 else str(spec.classes)


def with_article(spec: DatasetSpec, label: int) -> str:
    """Write a class with its article: "a 3", "an 8", "an Ankle boot", "an F"."""
    name = spec.class_names[label]
    first = name[:1].lower()
    is_vowel = first in (SPOKEN_WITH_VOWEL if len(name) == 1 else VOWELS)
    return f"{'an' if name == '8' or (first and is_vowel) else 'a'} {plain(name)}"
