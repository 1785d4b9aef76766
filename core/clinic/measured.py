"""What the faults did on our own networks: a table that `benchmarks/clinic.py` measures.

The texts of the clinic quote it, and it tells which instrument shows which fault.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.clinic.fault import Fault
from core.clinic.readings import INSTRUMENTS, READINGS
from core.clinic.registry import FAULTS
from core.clinic.wording import written
from core.data.registry import DATASETS

TABLE = Path(__file__).with_name("measured.json")
SEEDS = 8
# Of them so many must show a fault, where its file says so.
ENOUGH_SEEDS = 7


@dataclass(frozen=True, slots=True)
class Spread:
    """A reading over the seeds: mean and standard deviation."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A reading of both twins over the seeds.

    Attributes
    ----------
    clean, faulty : Spread
        Of each twin.
    logs : Spread or None
        Of the faulty one's decimal logarithm, for losses and norms: some seeds have a hundred times
        as much as others.
    higher, lower : int
        In how many seeds the faulty one's is higher or lower.
    """

    clean: Spread
    faulty: Spread
    logs: Spread | None
    higher: int
    lower: int

    @property
    def is_larger_than_the_spread(self) -> bool:
        """Whether the twins' means are farther apart than the seeds of either."""
        spread = max(self.clean.deviation, self.faulty.deviation)
        return abs(self.faulty.mean - self.clean.mean) > spread

    @property
    def is_shown(self) -> bool:
        """Whether the reading tells the twins apart: in enough seeds, by more than the spread."""
        return max(self.higher, self.lower) >= ENOUGH_SEEDS and self.is_larger_than_the_spread


@dataclass(frozen=True, slots=True)
class Measured:
    """What a fault did on a data set, over eight seeds.

    Attributes
    ----------
    readings : dict
        For each key of `READINGS` that was taken.
    soonest : dict
        For each instrument after which fraction of the training it told the twins apart; only
        those that did.
    seconds : float
        What the two trainings took together, on the machine of the benchmark.
    watching : float
        What the instruments beside the two took, as a fraction of that.
    diverged : int
        In how many seeds the faulty twin diverged; their losses are not in the means.
    """

    readings: dict[str, Compared]
    soonest: dict[str, float]
    seconds: float
    watching: float
    diverged: int

    @property
    def first_to_tell(self) -> str | None:
        """The instrument that told the twins apart soonest, a key of `INSTRUMENTS`, if any did."""
        return min(self.soonest, key=self.soonest.__getitem__, default=None)


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return found


def measured(fault: str, dataset: str) -> Measured | None:
    """Return what was measured of a fault on a data set; None where nothing was."""
    row = _table().get(fault, {}).get(dataset)
    if row is None:
        return None
    readings = {
        name: Compared(
            Spread(*entry["clean"]),
            Spread(*entry["faulty"]),
            Spread(*entry["logs"]) if entry["logs"] else None,
            *entry["higher_lower"],
        )
        for name, entry in row["readings"].items()
    }
    # Of several that told at the same moment, the one that the fault's own file names.
    named = FAULTS[fault].instrument
    soonest = dict(sorted(row["soonest"].items(), key=lambda told: told[0] != named))
    return Measured(readings, soonest, row["seconds"], row["watching"], row["diverged"])


def measured_in_words(fault: str, dataset: str) -> str:
    """Quote what was measured of a fault; nothing where nothing was."""
    row, found = measured(fault, dataset), FAULTS[fault]
    if row is None:
        return ""
    reading = row.readings[found.reading]
    seeds = reading.higher if found.direction == "higher" else reading.lower
    return (
        f"Measured on {DATASETS[dataset].title} with {SEEDS} seeds: {title_of(found)} "
        f"{_spread(found.reading, reading.faulty)} with the fault, "
        f"{_spread(found.reading, reading.clean)} without; {found.direction} in {seeds} of {SEEDS}."
    )


def soonest_in_words(fault: str, dataset: str) -> str:
    """Say which instrument would have told first; nothing where none does."""
    row = measured(fault, dataset)
    first = None if row is None else row.first_to_tell
    if row is None or first is None:
        return ""
    share = row.soonest[first]
    return (
        f"{INSTRUMENTS[first].title} tells soonest: after {100 * share:.0f} % of the training, in "
        f"at least {ENOUGH_SEEDS} of {SEEDS} seeds."
    )


def is_logarithmic(reading: str) -> bool:
    """Return whether equal factors of a reading count as equal distances."""
    return "loss" in reading or "norm" in reading


def title_of(fault: Fault) -> str:
    """Name the reading that shows a fault, within a sentence."""
    return fault.number.title if fault.number else READINGS[fault.reading].title


def _spread(reading: str, spread: Spread) -> str:
    return f"{written(reading, spread.mean)} ± {written(reading, spread.deviation)}"
