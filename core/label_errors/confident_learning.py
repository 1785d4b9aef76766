"""Which labels are probably wrong."""

from __future__ import annotations

import numpy as np

from core.data.digits import CLASSES


def suspect_labels(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Find labels that a network, which did not learn them, denies with conviction.

    Confident learning (C. Northcutt et al., 2021): a digit counts as claimed for an image
    when its probability is at least the mean probability that images with this label get.
    A label is suspected when another digit is claimed, and the label's own is claimed less
    strongly or not at all.

    Parameters
    ----------
    labels : int64 array of shape (n,)
        As given, right or wrong.
    probabilities : float array of shape (n, 10)
        From networks that have not learned from the image they judge:
        :func:`core.label_errors.out_of_sample_probabilities`.

    Returns
    -------
    int64 array of shape (k,)
        Positions of the suspected ones, the least credible first: those where
        the label's probability lies farthest below the most probable other digit's.
    """
    rows = np.arange(len(labels))
    given = probabilities[rows, labels]
    counts = np.bincount(labels, minlength=CLASSES)
    # A digit that no image is labelled with cannot be claimed.
    usual = np.full(CLASSES, np.inf)
    np.divide(np.bincount(labels, given, CLASSES), counts, out=usual, where=counts > 0)
    claims = np.where(probabilities >= usual, probabilities, 0.0)
    claimed = claims.argmax(axis=1)
    suspected = np.flatnonzero((claims.max(axis=1) > 0) & (claimed != labels))
    others = probabilities[suspected].copy()
    others[np.arange(len(suspected)), labels[suspected]] = 0.0
    credibility = given[suspected] - others.max(axis=1)
    return suspected[np.argsort(credibility, kind="stable")]
