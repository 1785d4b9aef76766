"""Comparing runs: which settings differ, how they learned, and whether a difference is noise."""

from core.comparison.curves import AXES, MEASURES, Band, band_of, curve_of
from core.comparison.ladder import RUNGS, Rung, climb_ladder
from core.comparison.range_test import RangeTest, learning_rate_range_test
from core.comparison.recipe_changes import changes_from
from core.comparison.search import (
    SEARCHABLE,
    SWEEPABLE,
    SearchList,
    SearchPlan,
    Trial,
    best_trial,
    config_of,
    importances,
    largest_config,
    meaningful_fields,
    open_study,
    plan_of,
    search,
    search_space,
    study_names,
    trials_of,
    with_values,
)
from core.comparison.settings import differing_settings, settings_of, telling_settings, without_seed
from core.comparison.verdict import (
    MeanDifference,
    PairedCounts,
    compare_means,
    compare_paired,
    mean_interval,
)

__all__ = [
    "AXES",
    "MEASURES",
    "RUNGS",
    "SEARCHABLE",
    "SWEEPABLE",
    "Band",
    "MeanDifference",
    "PairedCounts",
    "RangeTest",
    "Rung",
    "SearchList",
    "SearchPlan",
    "Trial",
    "band_of",
    "best_trial",
    "changes_from",
    "climb_ladder",
    "compare_means",
    "compare_paired",
    "config_of",
    "curve_of",
    "differing_settings",
    "importances",
    "largest_config",
    "learning_rate_range_test",
    "mean_interval",
    "meaningful_fields",
    "open_study",
    "plan_of",
    "search",
    "search_space",
    "settings_of",
    "study_names",
    "telling_settings",
    "trials_of",
    "with_values",
    "without_seed",
]
