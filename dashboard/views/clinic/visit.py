"""Where a visitor of the Clinic stands: which fault, what was predicted, what runs, what was seen.

It belongs to the browser tab. The runs themselves are in the workspace, as all runs are.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from core.clinic import FAULTS, PairReadings, Panel, read_pair, unseen_images
from core.comparison.drawn_curve import Values
from core.config import TrainConfig
from core.data import DigitSplit
from core.engine import OVER
from core.training import TrainingRun
from dashboard.server.data_sets import data_for
from dashboard.server.resources import computed_once
from dashboard.visitor.run_handle import RunHandle

MAX_MYSTERY = 9_999
FIRST = next(iter(FAULTS))


@dataclass(eq=False)
class Twins:
    """Two trainings that differ in one fault.

    Attributes
    ----------
    fault : str
        A key of `FAULTS`.
    clean, faulty : RunHandle
        The two.
    mended : RunHandle, optional
        What *Fix it* has started.
    """

    fault: str
    clean: RunHandle
    faulty: RunHandle
    mended: RunHandle | None = None
    _panels: dict[str, tuple[TrainingRun, Panel]] = field(default_factory=dict)

    @property
    def runs(self) -> dict[str, RunHandle]:
        """All that there are, by what the figures call them."""
        found = {"clean": self.clean, "faulty": self.faulty}
        return found | ({"mended": self.mended} if self.mended else {})

    @property
    def are_over(self) -> bool:
        """Whether neither twin goes on, however it ended."""
        return all(run.state in OVER for run in (self.clean, self.faulty))

    def panel(self, twin: str) -> Panel:
        """Return the instruments beside a twin; what they have measured is not measured again."""
        run = self.runs[twin].job.run
        known = self._panels.get(twin)
        # A run that was left to the disk comes back as another object.
        if known is None or known[0] is not run:
            known = self._panels[twin] = (run, Panel(run))
        return known[1]

    def readings(self) -> PairReadings:
        """Sum up both twins, as far as they are trained."""
        clean, faulty = self.clean.job.run, self.faulty.job.run
        unseen = _unseen(self.clean.config)
        return self.faulty.once(
            ("clinic readings", self.fault, clean.step, faulty.step),
            lambda: read_pair(self.fault, clean, faulty, unseen),
        )


def _unseen(config: TrainConfig) -> DigitSplit:
    key = ("clinic unseen", config.dataset, config.train_size, config.validation_size)
    everything = TrainConfig(dataset=config.dataset, validation_size=config.validation_size)
    return computed_once(key, lambda: unseen_images(data_for(everything), data_for(config)))


@dataclass(eq=False)
class Visit:
    """One browser tab's visit of the Clinic.

    Attributes
    ----------
    fault, dataset, model, seed : str, str, str or None, int
        What the next two twins are.
    measure, drawn : str and dict
        The curve that is drawn, a key of `DRAWABLE`, and what was drawn by measure.
    number : float, optional
        The number that was predicted, in per cent.
    better, instrument : str, optional
        Which twin will be better, and what will show it.
    why : str
        In the visitor's own words.
    twins : Twins, optional
        The two that run or have run.
    predicted : bool
        Whether they were predicted.
    seen : str, optional
        What the visitor says there was to see.
    is_revealed : bool
        Whether the explanation stands there.
    """

    fault: str = FIRST
    dataset: str = "mnist"
    model: str | None = None
    seed: int = 0
    measure: str = "accuracy"
    drawn: dict[str, Values] = field(default_factory=dict)
    number: float | None = None
    better: str | None = None
    instrument: str | None = None
    why: str = ""
    twins: Twins | None = None
    predicted: bool = False
    seen: str | None = None
    is_revealed: bool = False

    def begin_anew(self) -> None:
        """Forget the last prediction and the last two twins; the runs stay in the workspace."""
        self.drawn.clear()
        self.number = self.better = self.instrument = self.twins = self.seen = None
        self.why, self.predicted, self.is_revealed = "", False, False

    def take(self, values: Values | None) -> None:
        """Take what was drawn; None when it was cleared."""
        if values is None:
            self.drawn.pop(self.measure, None)
        else:
            self.drawn[self.measure] = values


@dataclass(eq=False)
class MysteryVisit:
    """One browser tab's mystery.

    Attributes
    ----------
    seed : int
        Draws the fault; the seed of the twins too.
    twins : Twins, optional
        The two trainings, which are no runs of the workspace: there the fault has a name.
    shown : list of str
        The instruments that were turned on, in their order.
    guess : str, optional
        What the visitor says it is.
    is_named : bool
        Whether the answer stands there.
    """

    seed: int = field(default_factory=lambda: secrets.randbelow(MAX_MYSTERY + 1))
    twins: Twins | None = None
    shown: list[str] = field(default_factory=list)
    guess: str | None = None
    is_named: bool = False

    def begin_anew(self, seed: int) -> None:
        """Forget the last one."""
        self.seed, self.twins, self.guess, self.is_named = seed, None, None, False
        self.shown.clear()
