"""Starting the two twins, and what mends the faulty one."""

from __future__ import annotations

from core.clinic import FAULTS, Mystery, clinic_config, faulty_run
from core.training import TrainingRun
from dashboard.server.data_sets import data_for
from dashboard.views.clinic import choose, judge
from dashboard.views.clinic.visit import MysteryVisit, Twins, Visit
from dashboard.visitor import run_actions


def start(mine: Visit, predicted: bool) -> None:
    """Run both twins, with what was predicted or without."""
    twins = start_twins(mine.fault, mine.dataset, mine.seed, mine.model)
    if twins is None:
        return
    mine.twins, mine.predicted = twins, predicted
    if predicted:
        judge.keep(mine, twins)
    else:
        mine.drawn.clear()
        mine.number = mine.better = mine.instrument = None


def start_twins(fault: str, dataset: str, seed: int, model: str | None = None) -> Twins | None:
    """Run two twins beside each other, as runs of the workspace; None where that is too much."""
    config = clinic_config(fault, dataset, seed, model=model)
    twins = run_actions.start_twins(fault, config)
    return Twins(fault, *twins) if twins else None


def start_mystery(mine: MysteryVisit) -> None:
    """Draw a fault and run its twins, which nobody can find by name in the workspace."""
    dataset = choose.datasets()[0]
    fault = Mystery.draw(mine.seed, dataset).fault
    config = clinic_config(fault, dataset, mine.seed)
    data = data_for(config)
    twins = run_actions.start_unlisted(TrainingRun(config, data), faulty_run(fault, config, data))
    mine.twins = Twins(fault, twins[0], twins[1]) if twins else None


def mend(twins: Twins) -> None:
    """Train with the clean code: on from the faulty twin, or anew where that cannot heal."""
    if goes_on(twins):
        twins.mended = run_actions.mend(twins.faulty)
    else:
        twins.mended = run_actions.start_beside(twins.clean.config)


def goes_on(twins: Twins) -> bool:
    """Return whether the faulty twin can be continued: not from weights that are no numbers."""
    return FAULTS[twins.fault].heals and not twins.faulty.job.run.diverged
