import numpy as np
import pytest
from sklearn.datasets import load_digits as load_scikit_learn_digits
from sklearn.neighbors import KNeighborsClassifier

from core.data.scikit_learn_digits import read_scikit_learn_digits


@pytest.fixture(scope="module")
def parts():
    return read_scikit_learn_digits("training"), read_scikit_learn_digits("test")


def test_all_1797_digits_are_there_once(parts):
    training, test = parts
    assert (len(training.labels), len(test.labels)) == (1437, 360)
    together = np.concatenate([training.labels, test.labels])
    reference = load_scikit_learn_digits().target
    np.testing.assert_array_equal(np.bincount(together), np.bincount(reference))
    assert not {i.tobytes() for i in training.images} & {i.tobytes() for i in test.images}


def test_reading_again_gives_the_same_images(parts):
    read_scikit_learn_digits.cache_clear()
    np.testing.assert_array_equal(read_scikit_learn_digits("test").images, parts[1].images)


def test_ink_is_bright_on_black_paper_in_mnists_frame(parts):
    for part in parts:
        assert part.images.dtype == np.uint8
        # MNIST's frame: the digit is 20 pixels large, its center of mass in the middle.
        height = part.images.any(axis=2).sum(axis=1)
        width = part.images.any(axis=1).sum(axis=1)
        assert np.maximum(height, width).max() <= 20
        assert np.median(np.maximum(height, width)) == 20
        ink = part.images.sum(axis=(1, 2), dtype=np.float64)
        rows = (part.images.sum(axis=2) * np.arange(28)).sum(axis=1) / ink
        columns = (part.images.sum(axis=1) * np.arange(28)).sum(axis=1) / ink
        assert np.abs(rows - 14).max() <= 0.51
        assert np.abs(columns - 14).max() <= 0.51


def test_images_show_what_their_labels_say(parts):
    training, test = parts
    neighbors = KNeighborsClassifier(3).fit(training.images.reshape(1437, -1), training.labels)
    assert neighbors.score(test.images.reshape(360, -1), test.labels) > 0.95
