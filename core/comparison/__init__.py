"""Comparing runs: what differs, how they learned, and whether a difference is noise."""

from core.comparison.curves import AXES, MEASURES, Band, band_of, curve_of
from core.comparison.range_test import RangeTest, learning_rate_range_test
from core.comparison.settings import differing_settings, settings_of, without_seed
from core.comparison.verdict import (
    MeanDifference,
    PairedCounts,
    compare_means,
    compare_paired,
)

__all__ = [
    "AXES",
    "MEASURES",
    "Band",
    "MeanDifference",
    "PairedCounts",
    "RangeTest",
    "band_of",
    "compare_means",
    "compare_paired",
    "curve_of",
    "differing_settings",
    "learning_rate_range_test",
    "settings_of",
    "without_seed",
]
