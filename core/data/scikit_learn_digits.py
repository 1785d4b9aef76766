"""The 1,797 digits that come with scikit-learn: always there, no download.

E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits" (1998), UCI Machine
Learning Repository. Each is 8 x 8 with 17 shades of gray and is brought to MNIST's format:
the digit 20 pixels large in the middle of 28 x 28.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits as load_scikit_learn_digits
from sklearn.model_selection import train_test_split

from core.data.dataset import DatasetSpec, Part
from core.data.digits import DigitSplit
from core.sketch.frame import center_ink

TEST_IMAGES = 360
DARKEST = 16
# Which images are the test images is a fact of the data set, like MNIST's own test
# file; no setting changes it.
TEST_SEED = 0
PROGRAM = """\
# Data: scikit-learn's digits in MNIST's frame: 20 pixels high, center of mass at pixel 14
digits = load_digits()
images, labels = torch.zeros(1797, 28, 28).byte(), torch.from_numpy(digits.target)
for frame, digit in zip(images.numpy(), (digits.images * (255 / 16)).round().astype(np.uint8)):
    digit = digit[:, digit.any(axis=0)]  # without empty columns; no row is empty
    size = (20, round(20 / 8 * digit.shape[1]))
    digit = np.array(resize(to_pil_image(digit), size, InterpolationMode.BICUBIC))
    center = (np.indices(size) * digit).sum(axis=(1, 2)) / digit.sum()
    top, left = np.round(14 - center).astype(int)
    frame[top : top + size[0], left : left + size[1]] = digit
pool, test = train_test_split(np.arange(1797), test_size=360, stratify=labels, random_state=0)
pool = np.sort(pool)
"""


# Enlarging takes a third of a second; one and a half megabytes keep what came out. Nobody can
# write to the images of a split, so all may have the same ones.
@cache
def read_scikit_learn_digits(part: Part) -> DigitSplit:
    """Read the 1,437 images to learn from, or the 360 test images, as 28 x 28 pixels."""
    small, labels = load_scikit_learn_digits(return_X_y=True)
    training, test = train_test_split(
        np.arange(len(labels)), test_size=TEST_IMAGES, stratify=labels, random_state=TEST_SEED
    )
    rows = np.sort(training if part == "training" else test)
    bytes_of_ink = (small[rows].reshape(-1, 8, 8) * (255 / DARKEST)).round().astype(np.uint8)
    images = np.stack([center_ink(image) for image in bytes_of_ink])
    return DigitSplit(images, labels[rows].astype(np.int64))


def _read(part: Part, folder: Path) -> DigitSplit:
    return read_scikit_learn_digits(part)


SCIKIT_LEARN_DIGITS = DatasetSpec(
    title="scikit-learn's digits",
    idea="1,797 small images (8 x 8, enlarged), part of scikit-learn: no download.",
    source="E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits (1998)",
    license="CC BY 4.0",
    training_images=1_437,
    epochs_factor=8,  # An epoch is 50 times shorter: long enough to learn, short enough to watch.
    read=_read,
    program=PROGRAM,
)
