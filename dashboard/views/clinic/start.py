"""Starting the two twins, and what mends the faulty one."""

from __future__ import annotations

import streamlit as st
from core.clinic import FAULTS, clinic_config, faulty_run, mended_run

from core.engine import OVER
from core.training import TrainingRun
from dashboard.server.data_sets import data_for
from dashboard.views.clinic import choose, evidence, judge
from dashboard.views.clinic.visit import Mystery, Twins, Visit
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
    """Run two twins beside each other; None, and a toast, where that is too much."""
    config = clinic_config(fault, dataset, seed, model=model)
    data = data_for(config)
    clean = run_actions.start_unlisted(TrainingRun(config, data))
    faulty = clean and run_actions.start_unlisted(faulty_run(fault, config, data))
    if clean is None or faulty is None:
        if clean is not None:
            clean.job.stop()
        return None
    return Twins(fault, clean, faulty)


def start_mystery(mine: Mystery) -> None:
    """Draw a fault and run its twins, which nobody can find by name in the workspace."""
    mine.twins = start_twins(evidence.draw_fault(mine.seed), choose.datasets()[0], mine.seed)


def mend(twins: Twins) -> None:
    """Train with the clean code: on from the faulty twin, or anew where that cannot heal."""
    data, clean = data_for(twins.clean.config), twins.clean.config
    if twins.faulty.job.state not in OVER:
        twins.faulty.job.stop()
    if FAULTS[twins.fault].heals and not twins.faulty.job.run.diverged:
        run = mended_run(twins.fault, twins.faulty.job.run, data)
    else:
        run = TrainingRun(clean, data)
    twins.mended = run_actions.start_unlisted(run)
    if twins.mended is None:
        st.toast("The mended training could not begin.", icon=":material/hourglass:")
