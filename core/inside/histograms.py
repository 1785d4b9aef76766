"""How the same numbers are distributed at several moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 40
# This fraction lies beyond the bins at either end and counts into the outermost ones: a single
# stray weight would otherwise press all others into one bin.
BEYOND = 0.005
# As a fraction of the largest number: what a double can resolve.
MIN_WIDTH = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Histograms:
    """Histograms of the same numbers at several moments, all over the same bins.

    Attributes
    ----------
    edges : float64 array of shape (bins + 1,)
        Where the bins end. What lies beyond is counted into the outermost ones.
    fractions : float64 array of shape (moments, bins)
        Each row sums to 1, or to 0 where no number is finite.
    means, deviations, zeros : float64 arrays of shape (moments,)
        Mean and standard deviation of all finite numbers, and the fraction of them that is
        exactly 0; NaN where there is none.
    """

    edges: np.ndarray
    fractions: np.ndarray
    means: np.ndarray
    deviations: np.ndarray
    zeros: np.ndarray


def histograms_of(moments: Sequence[np.ndarray], bins: int = BINS) -> Histograms:
    """Count the same numbers at several moments; those that are not finite are left out.

    Parameters
    ----------
    moments : sequence of float arrays of shape (n,)
        The numbers at each moment; at least one moment, none of them empty.
    bins : int
        From the smallest to the largest number except for half a percent at either end.
    """
    kept = [values[np.isfinite(values)].astype(np.float64) for values in moments]
    every = np.concatenate(kept)
    low, high = np.quantile(every, [BEYOND, 1 - BEYOND]) if len(every) else (0.0, 0.0)
    min_width = max(abs(low), abs(high)) * MIN_WIDTH
    if high - low < min_width:
        low, high = low - min_width, high + min_width
    edges = np.histogram_bin_edges([low, high], bins)
    counts = np.stack([np.histogram(values.clip(*edges[[0, -1]]), edges)[0] for values in kept])
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return Histograms(
        edges=edges,
        fractions=counts / totals,
        means=np.array([values.mean() if len(values) else np.nan for values in kept]),
        deviations=np.array([values.std() if len(values) else np.nan for values in kept]),
        zeros=np.array([(values == 0).mean() if len(values) else np.nan for values in kept]),
    )
