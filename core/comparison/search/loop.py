"""The search itself: ask for values, train with them, report the accuracy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import optuna
from optuna.samplers import TPESampler
from optuna.trial import FrozenTrial, TrialState

from core.comparison.search.database import explained_errors
from core.comparison.search.space import meaningful_fields, suggest_values, with_values
from core.comparison.search.studies import SearchPlan, begin
from core.comparison.search.trials import DIVERGED, Trial, trial_from
from core.config import TrainConfig
from core.data import DigitData
from core.progress import OnProgress, no_progress
from core.seeding import numpy_generator
from core.training import EpochEnd, TrainingRun


def search(
    study: optuna.Study,
    base: TrainConfig,
    fields: Iterable[str],
    data: DigitData,
    *,
    trials: int,
    on_progress: OnProgress = no_progress,
) -> Iterator[Trial]:
    """Try values for several hyperparameters, and learn from each trial what to try next.

    The first ten trials are random; after them values are drawn where good trials were
    denser than the others (tree-structured Parzen estimator, J. Bergstra et al., 2011). A
    trial that after an epoch is worse than half of the complete ones were is ended early.
    Nothing is trained before the iterator is asked for a trial.

    Parameters
    ----------
    study : optuna.Study
        From :func:`open_study`. Others may search the same one at the same time, each with a
        study object of its own.
    base : TrainConfig
        Everything that is not searched. Its seed is that of each training and of the search.
    fields : iterable of str
        Keys of `SEARCHABLE`. What means nothing to a configuration is not varied in it.
    data : DigitData
        Of the base configuration. Its test images stay sealed.
    trials : int
        How many more; those of others do not count.
    on_progress : callable
        Called after each step with the fraction that is done, 0 to 1. What it raises ends the
        search; the trial in progress has then failed.

    Raises
    ------
    ConfigError
        If a field is unknown, or none means anything to the base configuration.
    StudyError
        If the study was begun with another base or other fields; and, from the iterator, if
        the database fails.
    """
    plan = SearchPlan(base, meaningful_fields(base, fields))
    begin(study, plan)
    return _search(study, plan, data, trials, on_progress)


def _search(
    study: optuna.Study, plan: SearchPlan, data: DigitData, trials: int, on_progress: OnProgress
) -> Iterator[Trial]:
    for done in range(trials):
        with explained_errors():
            asked = study.ask()

        def on_trial_progress(fraction: float, done: int = done) -> None:
            on_progress((done + fraction) / trials)

        try:
            ended = _try(asked, plan, data, on_trial_progress)
        except BaseException:
            # Whatever ended it, even Control-C: nobody shall take this trial for a running one.
            with explained_errors():
                study.tell(asked, state=TrialState.FAIL, skip_if_finished=True)
            raise
        yield trial_from(ended)


def _try(
    asked: optuna.Trial, plan: SearchPlan, data: DigitData, on_progress: OnProgress
) -> FrozenTrial:
    study = asked.study
    # Each trial has a random generator of its own. With the same one, machines that search together
    # would all begin with the same trials, and so would a search that is continued another day.
    random = numpy_generator(plan.base.seed, f"values of trial {asked.number}")
    study.sampler = TPESampler(seed=int(random.integers(2**32)))
    with explained_errors():
        values = suggest_values(asked, plan.base, plan.fields)
    run = TrainingRun(with_values(plan.base, values), data)
    hopeless = False
    while not run.finished and not hopeless:
        last = run.advance()[-1]
        if isinstance(last, EpochEnd):
            hopeless = _report(asked, last) and not run.finished
        on_progress(run.step / run.total_steps)
    with explained_errors():
        if run.diverged:
            asked.set_user_attr(DIVERGED, True)
        if run.diverged or hopeless:
            # As pruned, a training that diverged also warns the sampler of such values; from
            # trials that failed it learns nothing.
            return study.tell(asked, state=TrialState.PRUNED)
        return study.tell(asked, run.epochs[-1].validation_accuracy)


def _report(asked: optuna.Trial, epoch: EpochEnd) -> bool:
    """Store an epoch's validation accuracy, and return whether the trial is hopeless."""
    with explained_errors():
        asked.report(epoch.validation_accuracy, epoch.epoch)
        return asked.should_prune()
