"""What a fault is: a few wrong lines at one seam of a training, and what they teach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.clinic.readings import InstrumentName, ReadingName, Readings
from core.config import TrainConfig
from core.data.digits import DigitSplit
from core.models import MODELS
from core.training import CLEAN, Seams, TrainingRun

SeamName = Literal["settings", "data", "order", "model", "step", "evaluation", "sketch"]
# Of the settings of both twins, what a fault wants otherwise, by data set; "" is for all.
ByDataset = Mapping[str, Mapping[str, Any]]


def _always(config: TrainConfig) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Number:
    """Something to measure once, where no curve shows a fault.

    Attributes
    ----------
    title : str
        What it is, within a sentence.
    measure : callable
        (run, images that no twin has learned from) -> a fraction from 0 to 1, or a difference of
        two of them.
    """

    title: str
    measure: Callable[[TrainingRun, DigitSplit], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A mistake that people make, as a training that can be run beside the clean one.

    Attributes
    ----------
    title : str
        Its name, shown wherever a run with it appears.
    belief : str
        What one who makes it thinks.
    question : str
        What is asked before the two are run.
    expectation : str
        What happens, and why: told afterwards.
    explanation : callable
        (readings of the clean twin, of the faulty one) -> what these two show, in a sentence.
    diff : str
        The wrong lines as they look in a program of one's own: lines with "-" and "+".
    seam : str
        Which part of a training it replaces.
    instrument, reading : str
        What shows it: key of `INSTRUMENTS`, or "number"; key of `READINGS`.
    direction : str
        Where the faulty twin's reading lies beside the clean one's.
    heals : bool
        Whether training on with the clean code from there gets well again.
    why_not : str
        Where it does not: why it is begun anew; what heals it otherwise.
    seams : Seams
        What it puts in the place of the clean parts.
    changes : mapping
        For the seam "settings": the wrong values, by data set; "" is for all.
    base : mapping
        Settings of both twins that show it well, by data set; "" is for all.
    models : tuple of str
        The architectures that it fits, the usual one first.
    fits : callable
        (config of the clean twin) -> whether it changes anything there.
    needs : str
        What such a configuration must have, within a sentence; empty where every one will do.
    number : Number, optional
        What it is measured by, where no curve shows it.
    edits : tuple of (str, str)
        What turns the clean program into the faulty one: regular expressions, and what stands
        in their places.
    """

    title: str
    belief: str
    question: str
    expectation: str
    explanation: Callable[[Readings, Readings], str]
    diff: str
    seam: SeamName
    instrument: InstrumentName
    reading: ReadingName
    direction: Literal["higher", "lower"]
    heals: bool
    why_not: str
    seams: Seams = CLEAN
    changes: ByDataset = field(default_factory=dict)
    base: ByDataset = field(default_factory=dict)
    models: tuple[str, ...] = ("mlp", *(name for name in MODELS if name != "mlp"))
    fits: Callable[[TrainConfig], bool] = _always
    needs: str = ""
    number: Number | None = None
    edits: tuple[tuple[str, str], ...] = ()

    def changes_on(self, dataset: str) -> dict[str, Any]:
        """Return the settings that it makes wrong on a data set."""
        return _for(self.changes, dataset)

    def base_on(self, dataset: str) -> dict[str, Any]:
        """Return what both twins have otherwise than usual on a data set."""
        return _for(self.base, dataset)

    def shows(self, clean: Readings, faulty: Readings) -> bool:
        """Return whether the reading that it names lies where it should."""
        before, after = clean.value(self.reading), faulty.value(self.reading)
        return after > before if self.direction == "higher" else after < before


def _for(table: ByDataset, dataset: str) -> dict[str, Any]:
    return {**table.get("", {}), **table.get(dataset, {})}
