"""What marks a run that was begun with a fault, wherever it appears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.clinic.registry import FAULTS
from core.errors import ConfigError
from core.training import CLEAN, Seams


@dataclass(frozen=True, slots=True)
class FaultMark:
    """Whether a run is faulty on purpose.

    Attributes
    ----------
    name : str
        The fault that it was begun with, a key of :data:`core.clinic.FAULTS`; "" for none.
    mended : bool
        Whether it goes on with the clean code, from weights that were trained with the fault.
    """

    name: str = ""
    mended: bool = False

    def __bool__(self) -> bool:
        """Return whether there is or was a fault, so that the run counts as no repetition."""
        return bool(self.name)

    @property
    def in_words(self) -> str:
        """Say that a run is faulty, and how; nothing of a clean one."""
        if not self.name:
            return ""
        return f"{'mended' if self.mended else 'faulty'}: {FAULTS[self.name].title}"

    @property
    def at_work(self) -> str:
        """Return the fault that its code has, a key of `FAULTS`; "" for clean code."""
        return "" if self.mended else self.name

    @property
    def seams(self) -> Seams:
        """What stands at the seams of its training."""
        return FAULTS[self.at_work].seams if self.at_work else CLEAN

    def to_note(self) -> dict[str, Any]:
        """Write it as values that JSON knows."""
        return asdict(self)

    @classmethod
    def from_note(cls, note: Mapping[str, Any]) -> FaultMark:
        """Read what :meth:`to_note` gave.

        Raises
        ------
        ConfigError
            If this version knows no such fault.
        KeyError, TypeError
            If it is anything else.
        """
        name, mended = note["name"], note["mended"]
        if type(name) is not str or type(mended) is not bool:
            raise TypeError("its fault is not as it was written")
        if name not in FAULTS:
            raise ConfigError(
                "fault", name, f"one of {', '.join(FAULTS)}; a newer Digit Lab may know it"
            )
        return cls(name, mended)


NO_FAULT = FaultMark()
