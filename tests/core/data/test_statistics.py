import numpy as np
import pytest
from scipy import ndimage

from core.data import DigitSplit, digits
from core.data.statistics import class_counts, mean_images, measure_images, pixel_histogram


def test_counts_are_numpys_and_absent_digits_count_0():
    split = DigitSplit(np.zeros((4, 28, 28), dtype=np.uint8), np.array([7, 7, 0, 2]))
    np.testing.assert_array_equal(class_counts(split), [1, 0, 1, 0, 0, 0, 0, 2, 0, 0])


def test_counts_add_up(tiny_digits):
    counts = class_counts(tiny_digits.train)
    np.testing.assert_array_equal(counts, np.bincount(tiny_digits.train.labels, minlength=10))


def test_mean_image_is_the_rounded_average(tiny_digits):
    means = mean_images(tiny_digits.train)
    assert means.shape == (10, 28, 28)
    assert means.dtype == np.uint8
    for digit in range(10):
        of_digit = tiny_digits.train.images[tiny_digits.train.labels == digit]
        exact = of_digit.astype(np.float64).mean(axis=0)
        assert np.abs(means[digit] - exact).max() <= 0.5 + 1e-9


def test_mean_of_many_bright_images_does_not_overflow():
    split = DigitSplit(np.full((1000, 28, 28), 255, dtype=np.uint8), np.full(1000, 3))
    assert np.all(mean_images(split)[3] == 255)


def test_mean_image_of_an_absent_digit_is_paper():
    split = DigitSplit(np.full((2, 28, 28), 200, dtype=np.uint8), np.array([1, 1]))
    means = mean_images(split)
    assert np.all(means[1] == 200)
    assert not np.delete(means, 1, axis=0).any()


@pytest.mark.parametrize("bins", [1, 2, 16, 256])
def test_histogram_is_numpys(tiny_digits, bins):
    counts = pixel_histogram(tiny_digits.train.images, bins)
    reference, _ = np.histogram(tiny_digits.train.images, bins=bins, range=(0, 256))
    np.testing.assert_array_equal(counts, reference)
    assert counts.sum() == 200 * 784


def test_ink_size_and_center_are_those_of_scipy(tiny_digits):
    images = tiny_digits.train.images
    measures = measure_images(images)
    assert measures.ink == pytest.approx(images.mean(axis=(1, 2)) / 255)
    for image, size, row, column in zip(
        images, measures.size, measures.row, measures.column, strict=True
    ):
        [box] = ndimage.find_objects((image > 0).astype(int))
        assert size == max(side.stop - side.start for side in box)
        assert (row, column) == pytest.approx(ndimage.center_of_mass(image))


def test_blank_image_has_no_ink_no_size_and_its_center_in_the_middle():
    blank = measure_images(np.zeros((1, 28, 28), np.uint8))
    assert [float(v[0]) for v in (blank.ink, blank.size, blank.row, blank.column)] == [0, 0, 14, 14]


def test_size_reaches_from_border_to_border():
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 3, [0, 27]] = 255
    assert measure_images(image).size.tolist() == [28]


def test_values_are_counted_as_numpy_does_in_pieces(monkeypatch):
    monkeypatch.setattr(digits, "COUNTED_AT_ONCE", 7)
    images = np.random.default_rng(0).integers(0, 256, (23, 28, 28), dtype=np.uint8)
    assert np.array_equal(digits.count_values(images), np.bincount(images.ravel(), minlength=256))
    assert digits.count_values(images[:0]).sum() == 0


def test_mean_of_the_first_images_leaves_the_others_out(tiny_digits):
    train = tiny_digits.train
    few = mean_images(train, 2)
    for digit in range(10):
        first = train.images[train.labels == digit][:2]
        np.testing.assert_array_equal(few[digit], first.mean(axis=0).round())
    one = mean_images(train, 1)
    assert all((one[digit] == train.images[train.labels == digit][0]).all() for digit in range(10))
