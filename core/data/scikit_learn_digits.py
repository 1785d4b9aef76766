"""The 1,797 digits that come with scikit-learn: always there, no download.

E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits" (1998), UCI Machine
Learning Repository. Each is 8 x 8 with 17 shades of gray, so the dashboard
brings them to MNIST's format: the digit 20 pixels large in the middle of 28 x 28.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from sklearn.datasets import load_digits as load_scikit_learn_digits
from sklearn.model_selection import train_test_split

from core.data.digits import DigitSplit
from core.data.frame import center_ink

TEST_IMAGES = 360
DARKEST = 16
# Which images are the test images is a fact of the data set, like MNIST's own test
# file; no setting changes it.
TEST_SEED = 0


# Enlarging takes a third of a second; one and a half megabytes keep what came out. Nobody can
# write to the images of a split, so all may have the same ones.
@cache
def read_embedded(part: str) -> DigitSplit:
    """Read scikit-learn's digits as 28 x 28 images.

    Parameters
    ----------
    part : {"training", "test"}
        The 1,437 images to learn from, or the 360 test images.

    Returns
    -------
    DigitSplit
        The images in MNIST's format and polarity.
    """
    small, labels = load_scikit_learn_digits(return_X_y=True)
    training, test = train_test_split(
        np.arange(len(labels)), test_size=TEST_IMAGES, stratify=labels, random_state=TEST_SEED
    )
    rows = np.sort(training if part == "training" else test)
    bytes_of_ink = (small[rows].reshape(-1, 8, 8) * (255 / DARKEST)).round().astype(np.uint8)
    images = np.stack([center_ink(image) for image in bytes_of_ink])
    return DigitSplit(images, labels[rows].astype(np.int64))
