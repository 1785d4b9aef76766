"""The trials of a search, the best of them, and which settings mattered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import optuna
from optuna.trial import FrozenTrial, TrialState

from core.comparison.search.database import explained_errors
from core.comparison.search.space import with_values
from core.config import TrainConfig

State = Literal["running", "complete", "pruned", "diverged", "failed"]
STATES: dict[TrialState, State] = {
    TrialState.WAITING: "running",
    TrialState.RUNNING: "running",
    TrialState.COMPLETE: "complete",
    TrialState.PRUNED: "pruned",
    TrialState.FAIL: "failed",
}
DIVERGED = "diverged"
# What the best quarter have in common is what mattered. In made-up searches of 8 to 60 trials the
# setting that mattered most came first in 38 of 48; with Optuna's own fraction, a tenth, in 29.
BEST_FRACTION = 0.25


@dataclass(frozen=True, slots=True)
class Trial:
    """One training of a search.

    Attributes
    ----------
    number : int
        Counted from 0, over all machines that search together.
    values : mapping
        By field, without those that meant nothing to the others.
    accuracy : float or None
        On the validation images after the last epoch that was completed; None before.
    state : str
        "running", here or elsewhere; "complete"; "pruned", ended early because it was worse
        than half of the others at the same epoch; "diverged"; or "failed", when the search
        was ended in the middle of it.
    epochs : int
        How many were completed.
    seconds : float or None
        From beginning to end, validation and database included; None while it is running.
    """

    number: int
    values: Mapping[str, Any]
    accuracy: float | None
    state: State
    epochs: int
    seconds: float | None


def trials_of(study: optuna.Study) -> list[Trial]:
    """List the trials of a search, also of other machines, in the order in which they began.

    Raises
    ------
    StudyError
        If the database cannot be read.
    """
    with explained_errors():
        return [trial_from(frozen) for frozen in study.get_trials(deepcopy=False)]


def trial_from(frozen: FrozenTrial) -> Trial:
    """Convert one of Optuna's trials, as it is now."""
    accuracies = frozen.intermediate_values
    return Trial(
        number=frozen.number,
        values=dict(frozen.params),
        accuracy=accuracies[max(accuracies)] if accuracies else None,
        state="diverged" if DIVERGED in frozen.user_attrs else STATES[frozen.state],
        epochs=len(accuracies),
        seconds=frozen.duration.total_seconds() if frozen.duration else None,
    )


def best_trial(study: optuna.Study) -> Trial | None:
    """Find the complete trial with the largest validation accuracy; None without any.

    Being the best of many it was lucky too: see :func:`core.evaluation.expected_selection_bias`.

    Raises
    ------
    StudyError
        If the database cannot be read.
    """
    complete = [trial for trial in trials_of(study) if trial.state == "complete"]
    return max(complete, key=lambda trial: trial.accuracy or 0.0, default=None)


def config_of(base: TrainConfig, trial: Trial) -> TrainConfig:
    """Return the configuration that a trial was trained with, to repeat it.

    Bit for bit on the same machine with the same number of threads.
    """
    return with_values(base, trial.values)


def importances(study: optuna.Study) -> dict[str, float]:
    """Estimate how much each field decided whether a trial was among the best quarter.

    Compares the distribution of values among the best complete trials with that among all
    (S. Watanabe et al., "PED-ANOVA", 2023); draws no random numbers. With fewer than about
    twenty complete trials it is a hint at most.

    Returns
    -------
    dict
        Fractions that sum to 1, the largest first; empty while there is too little to compare.
        Left out are fields that only one complete trial has, or lacks.

    Raises
    ------
    StudyError
        If the database cannot be read.
    """
    with explained_errors():
        complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        accuracies = sorted(trial.value or 0.0 for trial in complete)
        best = math.ceil(BEST_FRACTION * len(complete))
        if len(complete) < 2 or accuracies[-best] == accuracies[0]:
            return {}
        having = Counter(name for trial in complete for name in trial.params)
        # A field whose every value counts alone cannot be compared; Optuna would warn of it.
        comparable = [n for n, count in having.items() if 1 not in (count, len(complete) - count)]
        evaluator = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=BEST_FRACTION)
        return optuna.importance.get_param_importances(
            study, evaluator=evaluator, params=comparable
        )
