"""Settings in words: what one is called within a sentence, and how its value is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.models import ModelOption
from core.setting_kinds import Choice, Number
from core.settings import SETTINGS


def title_in_words(name: str, options: Mapping[str, ModelOption]) -> str:
    """Name a setting within a sentence.

    Parameters
    ----------
    name : str
        A key of `SETTINGS`, or of the options.
    options : mapping
        An architecture's own.
    """
    title = SETTINGS[name].title if name in SETTINGS else options[name].title
    return title[0].lower() + title[1:]


def value_in_words(name: str, value: Any) -> str:
    """Write the value of a setting as its control does; a list of numbers as "64-32"."""
    setting = SETTINGS.get(name)
    if isinstance(setting, Choice):
        return setting.title_of(value)
    if isinstance(setting, Number):
        return setting.written(value)
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value)
    return f"{value:,}"
