"""Bringing many numbers an image down to two, so that images become points on a map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import PCA

from core.progress import OnProgress, no_progress

# Of the numbers of images that each image counts as its neighbors, about.
PERPLEXITY = 30
# First everything is pulled together strongly, then the map is refined.
STEPS = (250, 500)
STEPS_BETWEEN_REPORTS = 25


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """Points on a map.

    Attributes
    ----------
    points : float64 array of shape (n, 2)
        Where each image lies.
    explained : float or None
        The share of the variance that the two directions keep; None where distances on
        the map have no such meaning.
    """

    points: np.ndarray
    explained: float | None


def embed_pca(features: np.ndarray) -> Embedding:
    """Look at points from where they spread out most (principal component analysis).

    Parameters
    ----------
    features : float array of shape (n, width)
        One row for each image; at least 2 rows. Numbers that are not finite count as 0.

    Returns
    -------
    Embedding
        A flat shadow of the points: straight lines stay straight. Where all rows are the
        same, all points lie at (0, 0) and nothing is lost.
    """
    features = _usable(features)
    if _all_alike(features):
        return Embedding(np.zeros((len(features), 2)), 1.0)
    found = PCA(2, random_state=0).fit(features)
    return Embedding(found.transform(features), float(found.explained_variance_ratio_.sum()))


def _usable(features: np.ndarray) -> np.ndarray:
    """Bring features to finite doubles, two columns at least."""
    finite = np.nan_to_num(features.astype(np.float64), posinf=0.0, neginf=0.0)
    missing = max(0, 2 - finite.shape[1])
    return np.pad(finite, ((0, 0), (0, missing)))


def _all_alike(features: np.ndarray) -> bool:
    return bool((features == features[0]).all())


def embed_tsne(features: np.ndarray, *, on_progress: OnProgress = no_progress) -> Embedding:
    """Place points so that neighbors stay neighbors (t-SNE).

    L. van der Maaten, G. Hinton, "Visualizing Data using t-SNE" (2008), as openTSNE
    computes it. Begins from the map that :func:`embed_pca` gives.

    Parameters
    ----------
    features : float array of shape (n, width)
        One row for each image; more than 3 rows. Numbers that are not finite count as 0.
    on_progress : callable
        Told the share that is done, 0 to 1, every now and then; what it raises ends the
        work.

    Returns
    -------
    Embedding
        Groups mean something; their sizes and the distances between them do not. Where
        all rows are the same, all points lie at (0, 0).
    """
    features = _usable(features)
    if _all_alike(features):
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
