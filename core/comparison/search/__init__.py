"""A search for good hyperparameters, on one machine or on several together."""

from core.comparison.search.exchange import SearchList
from core.comparison.search.loop import search
from core.comparison.search.space import (
    SEARCHABLE,
    SWEEPABLE,
    largest_config,
    meaningful_fields,
    search_space,
    with_values,
)
from core.comparison.search.studies import SearchPlan, open_study, plan_of, study_names
from core.comparison.search.trials import Trial, best_trial, config_of, importances, trials_of

__all__ = [
    "SEARCHABLE",
    "SWEEPABLE",
    "SearchList",
    "SearchPlan",
    "Trial",
    "best_trial",
    "config_of",
    "importances",
    "largest_config",
    "meaningful_fields",
    "open_study",
    "plan_of",
    "search",
    "search_space",
    "study_names",
    "trials_of",
    "with_values",
]
