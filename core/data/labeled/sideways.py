"""Whether digits lie on their side: MATLAB writes images column by column, Python row by row."""

from __future__ import annotations

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits as load_scikit_learn_digits

from core.data.digits import DIGITS
from core.data.labeled.frame import light_on_dark
from core.sketch.frame import crop_to_ink

SIDE = 8
LOOKED_AT = 5_000
MIN_OF_CLASS, MIN_CLASSES_SEEN = 5, 5
# Of a mean digit, ink is what most writers have there.
INK_FRACTION = 0.25
# Correlations of mean digits with scikit-learn's, measured with 100 to 5,000 images of MNIST and of
# pens: 0.57 to 0.85 upright, 0.00 to 0.14 on their side; noise 0.02.
MIN_LIKENESS, MIN_DIFFERENCE = 0.4, 0.25


def lie_on_their_side(images: np.ndarray, labels: np.ndarray) -> bool:
    """Return whether digits with rows and columns exchanged are more like digits, and clearly so.

    Parameters
    ----------
    images : uint8 array of shape (n, height, width)
        Light on dark or dark on light.
    labels : array of shape (n,)
        Of others than the digits 0 to 9 nothing is known: False.
    """
    if labels.dtype.kind != "i" or not len(labels) or labels.min() < 0 or labels.max() >= DIGITS:
        return False
    rows = np.linspace(0, len(labels) - 1, min(LOOKED_AT, len(labels))).astype(int)
    seen, _ = light_on_dark(images[rows])
    digits = labels[rows]
    counts = np.bincount(digits, minlength=DIGITS)
    known = np.flatnonzero(counts >= MIN_OF_CLASS)
    means = {digit: np.asarray(seen)[digits == digit].mean(axis=0) for digit in known.tolist()}
    usual_images, usual_labels = load_scikit_learn_digits(return_X_y=True)
    likeness = [
        [_correlation(mean, usual), _correlation(mean.T, usual)]
        for digit, mean in means.items()
        if np.ptp(mean) > 0
        for usual in [usual_images[usual_labels == digit].mean(axis=0)]
    ]
    if len(likeness) < MIN_CLASSES_SEEN:
        return False
    upright, turned = np.mean(likeness, axis=0)
    return bool(turned > MIN_LIKENESS and turned - upright > MIN_DIFFERENCE)


def _correlation(mean: np.ndarray, usual: np.ndarray) -> float:
    """Compare a mean digit of any size with one of 8 x 8 pixels, both cut to their ink."""
    ink = mean / mean.max()
    cut = crop_to_ink(np.where(ink > INK_FRACTION, 255 * ink, 0).astype(np.uint8))
    small = Image.fromarray(cut).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    pixels = np.asarray(small, np.float64).ravel()
    return float(np.corrcoef(pixels, usual)[0, 1]) if np.ptp(pixels) > 0 else 0.0
