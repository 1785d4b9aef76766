"""Reducing the features of each image to two numbers, so that images are points on a map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import PCA

from core.progress import OnProgress, no_progress

# About how many images each image counts as its neighbors.
PERPLEXITY = 30
# First everything is pulled together strongly, then the map is refined.
STEPS = (250, 500)
STEPS_BETWEEN_REPORTS = 25


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """A map of images.

    Attributes
    ----------
    points : float64 array of shape (n, 2)
        Where each image lies.
    explained : float or None
        The fraction of the variance that the two directions explain; None where distances on
        the map have no such meaning.
    """

    points: np.ndarray
    explained: float | None


def embed_pca(features: np.ndarray) -> Embedding:
    """Project features on the two directions of largest variance (principal components).

    Features have shape (n, width), n at least 2; numbers that are not finite count as 0. Where
    all rows are the same, all points lie at (0, 0) and all variance is explained.
    """
    features = _usable(features)
    if _all_equal(features):
        return Embedding(np.zeros((len(features), 2)), 1.0)
    found = PCA(2, random_state=0).fit(features)
    return Embedding(found.transform(features), float(found.explained_variance_ratio_.sum()))


def _usable(features: np.ndarray) -> np.ndarray:
    """Convert features to finite doubles, in at least two columns."""
    finite = np.nan_to_num(features.astype(np.float64), posinf=0.0, neginf=0.0)
    missing = max(0, 2 - finite.shape[1])
    return np.pad(finite, ((0, 0), (0, missing)))


def _all_equal(features: np.ndarray) -> bool:
    return bool((features == features[0]).all())


def embed_tsne(features: np.ndarray, *, on_progress: OnProgress = no_progress) -> Embedding:
    """Place points so that neighbors stay neighbors (t-SNE).

    L. van der Maaten, G. Hinton, "Visualizing Data using t-SNE" (2008), as openTSNE
    computes it, starting from the principal components. Groups mean something; their sizes and
    the distances between them do not. Where all rows are the same, all points lie at (0, 0).

    Features have shape (n, width), n more than 3; numbers that are not finite count as 0.
    """
    features = _usable(features)
    if _all_equal(features):
        return Embedding(np.zeros((len(features), 2)), None)
    # Its compiled parts take a while to load, and few visits need them.
    from openTSNE import TSNE

    reports = 0

    def report(iteration: int, error: float, points: np.ndarray) -> None:
        nonlocal reports
        reports += 1
        on_progress(reports * STEPS_BETWEEN_REPORTS / sum(STEPS))

    placed = TSNE(
        perplexity=min(PERPLEXITY, (len(features) - 1) / 3),
        early_exaggeration_iter=STEPS[0],
        n_iter=STEPS[1],
        random_state=0,
        callbacks=report,
        callbacks_every_iters=STEPS_BETWEEN_REPORTS,
    ).fit(features)
    return Embedding(np.asarray(placed), None)
