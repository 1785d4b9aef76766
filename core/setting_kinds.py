"""What a row of the table of settings can be: a choice, or a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.plain_numbers import exact_number

Group = Literal["data", "network", "main", "more"]


@dataclass(frozen=True, slots=True)
class SearchRange:
    """The ends of what a search may try, both allowed.

    Attributes
    ----------
    low, high : float
        Smallest and largest value.
    logarithmic : bool
        Whether equal factors count as equal distances: from 0.001 to 0.01 as from 0.01 to 0.1.
    """

    low: float
    high: float
    logarithmic: bool = False


def _always(config: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the table.

    Attributes
    ----------
    title : str
        Its name on pages.
    help : str
        What it does, for whoever is about to move it.
    group : str
        Where its control stands: beside the data, the network, or the training.
    matters : callable
        (config) -> whether it means anything to that configuration.
    is_constant : bool
        Whether it stands as a constant at the top of the program.
    sweep : tuple
        Values that a sweep offers; empty for what cannot be swept. None, "all", comes last.
    is_logarithmic : bool
        Whether a figure's axis for it is logarithmic.
    search : tuple or SearchRange
        What a search may try; empty for what is never searched.
    """

    title: str
    help: str
    group: Group
    matters: Callable[[Any], bool] = _always
    is_constant: bool = False
    sweep: tuple[float | int | None, ...] = ()
    is_logarithmic: bool = False
    search: tuple[Any, ...] | SearchRange = ()

    @property
    def expected(self) -> str:
        """Say in words what values it can take."""
        return "a value that its architecture or data set explains"

    def accepts(self, value: object) -> bool:
        """Return whether it can take a value; what is not checked here, the config checks."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Setting):
    """A setting that names an entry of a registry.

    Attributes
    ----------
    options : mapping
        The registry: by name what has a ``title``, and perhaps an ``idea``.
    is_searchable : bool
        Whether a search may try all options.
    is_known, look_up : callable, optional
        (value) -> whether it is a name, and (name) -> what it names, where more can be looked up
        than the registry lists.
    """

    options: Mapping[str, Any]
    is_searchable: bool = False
    is_known: Callable[[object], bool] | None = None
    look_up: Callable[[str], Any] | None = None

    @property
    def expected(self) -> str:
        """Say in words what values it can take."""
        return f"one of {', '.join(self.options)}"

    def title_of(self, value: str) -> str:
        """Return what an option is called on pages."""
        found = self.options[value] if self.look_up is None else self.look_up(value)
        title: str = found.title
        return title

    def accepts(self, value: object) -> bool:
        """Return whether a value is a name in the registry, or one that can be looked up."""
        if self.is_known is not None:
            return self.is_known(value)
        return isinstance(value, str) and value in self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Setting):
    """A setting that is a number.

    Attributes
    ----------
    low, high : float
        Smallest and largest value, both allowed.
    stops : tuple, optional
        The values that its slider offers; without them it moves by `step`.
    step : float
        How far one move of the slider goes.
    shown_high : float, optional
        Where its slider ends, if not at `high`.
    is_whole : bool
        Whether it is a whole number.
    is_optional : bool
        Whether it can be None, which means "all".
    is_percentage : bool
        Whether it is shown as a percentage.
    """

    low: float
    high: float
    stops: tuple[float | int | None, ...] = ()
    step: float = 0.0
    shown_high: float | None = None
    is_whole: bool = False
    is_optional: bool = False
    is_percentage: bool = False

    @property
    def expected(self) -> str:
        """Say in words what values it can take."""
        if self.is_whole:
            return f"a whole number from {self.low:,} to {self.high:,}"
        return f"a number from {exact_number(self.low)} to {exact_number(self.high)}"

    def accepts(self, value: object) -> bool:
        """Return whether a value has the right type and lies in the range."""
        if value is None:
            return self.is_optional
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.is_whole and type(value) is not int:
            return False
        # Not a number is in no range. A whole number may be too large to become a float.
        return self.low <= value <= self.high

    def written(self, value: float | None) -> str:
        """Write a value for people."""
        if value is None:
            return "all"
        if self.is_percentage:
            return f"{exact_number(100 * value)} %"
        return f"{value:,}" if self.is_whole else exact_number(value)
