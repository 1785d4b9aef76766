"""Which labels are probably wrong."""

from __future__ import annotations

import numpy as np


def suspect_labels(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Find labels that a network, not trained on them, confidently disagrees with.

    Confident learning (C. Northcutt et al., 2021): a digit counts as claimed for an image
    when its probability is at least the mean probability that images with this label get.
    A label is suspected when another digit is claimed, and the label's own is claimed less
    strongly or not at all.

    Parameters
    ----------
    labels, probabilities : arrays of shape (n,) and (n, classes)
        From :func:`core.label_errors.out_of_sample_probabilities`.

    Returns
    -------
    int64 array of shape (k,)
        Positions, the least credible labels first: those whose probability lies farthest below
        the most probable other digit's.
    """
    rows = np.arange(len(labels))
    given = probabilities[rows, labels]
    classes = probabilities.shape[1]
    counts = np.bincount(labels, minlength=classes)
    # A class that is no image's label cannot be claimed.
    usual = np.full(classes, np.inf)
    np.divide(np.bincount(labels, given, classes), counts, out=usual, where=counts > 0)
    claims = np.where(probabilities >= usual, probabilities, 0.0)
    claimed = claims.argmax(axis=1)
    suspected = np.flatnonzero((claims.max(axis=1) > 0) & (claimed != labels))
    others = probabilities[suspected].copy()
    others[np.arange(len(suspected)), labels[suspected]] = 0.0
    credibility = given[suspected] - others.max(axis=1)
    return suspected[np.argsort(credibility, kind="stable")]
