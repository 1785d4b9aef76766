"""A fault without its name: turn instruments on one by one, and name it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.clinic.measured import Compared, measured, soonest_in_words
from core.clinic.readings import INSTRUMENTS, READINGS, Readings
from core.clinic.registry import FAULTS
from core.clinic.settings import STANDARD
from core.clinic.wording import written
from core.errors import ConfigError
from core.seeding import numpy_generator

# What counts as a difference, however little the seeds scatter: of fractions, and of logarithms.
LEAST_DIFFERENCE = 0.02


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a fault is not the one.

    Attributes
    ----------
    instrument : str
        What excludes it, a key of `INSTRUMENTS`.
    distance : float
        How far apart the two faults' readings are, in their spreads.
    sentence : str
        With the numbers.
    """

    instrument: str
    distance: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said when the fault was named.

    Attributes
    ----------
    is_right : bool
        Whether it was this one.
    sentence : str
        Which one it is, and which instrument would have told soonest.
    exclusions : dict
        For each other candidate why it is not the one.
    """

    is_right: bool
    sentence: str
    exclusions: dict[str, Exclusion]


@dataclass(frozen=True, slots=True)
class Mystery:
    """An unnamed fault.

    Attributes
    ----------
    fault : str
        Which one it is, a key of `FAULTS`; not to be shown before it was named.
    dataset : str
        What its twins learn from.
    candidates : tuple of str
        What it can be, in the order of `FAULTS`: their clean twins are the same.
    instruments : tuple of str
        All of `INSTRUMENTS` in the order in which they are turned on: what tells soonest comes
        last, so that each says something.
    """

    fault: str
    dataset: str
    candidates: tuple[str, ...]
    instruments: tuple[str, ...]

    @classmethod
    def draw(cls, seed: int, dataset: str = "mnist") -> Mystery:
        """Draw a fault; the same seed gives the same one.

        Raises
        ------
        ConfigError
            If the clinic does not know the data set.
        """
        candidates = mystery_faults(dataset)
        random = numpy_generator(seed, "mystery")
        fault = candidates[int(random.integers(len(candidates)))]
        row = measured(fault, dataset)
        told = {} if row is None else row.soonest
        # Those that tell nothing first; among equals, chance decides.
        shuffled = [list(INSTRUMENTS)[place] for place in random.permutation(len(INSTRUMENTS))]
        order = sorted(shuffled, key=lambda name: -told.get(name, math.inf))
        return cls(fault, dataset, candidates, tuple(order))

    def answer(self, named: str, faulty: Readings) -> Answer:
        """Say whether the fault that was named is the one, and why the others are not.

        Parameters
        ----------
        named : str
            One of the candidates.
        faulty : Readings
            Of the faulty twin that was shown.

        Raises
        ------
        ConfigError
            If it is none of them.
        """
        if named not in self.candidates:
            raise ConfigError("fault", named, f"one of {', '.join(self.candidates)}")
        is_right = named == self.fault
        verdict = "Yes" if is_right else f"Not {FAULTS[named].title}"
        exclusions = {
            other: self.exclusion(other, faulty) for other in self.candidates if other != self.fault
        }
        sentence = f"{verdict}: it is {FAULTS[self.fault].title}."
        if not is_right:
            sentence += f" {exclusions[named].sentence}"
        soonest = soonest_in_words(self.fault, self.dataset)
        return Answer(is_right, f"{sentence} {soonest}".strip(), exclusions)

    def exclusion(self, other: str, faulty: Readings) -> Exclusion:
        """Find the reading that differs most between this fault and another candidate."""
        mine, theirs = (measured(name, self.dataset) for name in (self.fault, other))
        assert mine is not None
        assert theirs is not None
        distances = {
            name: _distance(mine.readings[name], theirs.readings[name])
            for name in mine.readings.keys() & theirs.readings.keys()
        }
        # The order of the table decides among equals, so that the answer is always the same.
        reading = max((name for name in READINGS if name in distances), key=distances.__getitem__)
        usual = _typical(theirs.readings[reading])
        instrument = READINGS[reading].instrument
        return Exclusion(
            instrument,
            distances[reading],
            f"{FAULTS[other].title} is excluded by {READINGS[reading].title}: here "
            f"{written(reading, faulty.value(reading))}, with that fault usually "
            f"{written(reading, usual)}.",
        )


def mystery_faults(dataset: str) -> tuple[str, ...]:
    """List the faults that five instruments can tell apart: measured, and with the same clean twin.

    Raises
    ------
    ConfigError
        If the clinic does not know the data set.
    """
    if dataset not in STANDARD:
        raise ConfigError("dataset", dataset, f"one of {', '.join(STANDARD)} for the clinic")
    return tuple(
        name
        for name, fault in FAULTS.items()
        if fault.models[0] == "mlp"
        and not fault.base_on(dataset)
        and fault.number is None
        and measured(name, dataset) is not None
    )


def _typical(found: Compared) -> float:
    """Return what a reading usually is with a fault."""
    mean: float = found.faulty.mean if found.logs is None else 10**found.logs.mean
    return mean


def _distance(mine: Compared, theirs: Compared) -> float:
    """Return how far apart two faults are, in the spreads of their seeds."""
    one, other = (found.logs or found.faulty for found in (mine, theirs))
    spread = one.deviation + other.deviation + LEAST_DIFFERENCE
    return abs(one.mean - other.mean) / spread
