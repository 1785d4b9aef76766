import numpy as np
import pytest

from core.sketch.frame import BOX, FRAME, center_by_mass, center_ink, crop_to_ink, fit_into_box


def center_of_mass(image: np.ndarray) -> np.ndarray:
    points = np.argwhere(image)
    return np.average(points, axis=0, weights=image[tuple(points.T)].astype(float))


def seven(size: int, *, thickness: int) -> np.ndarray:
    """A seven in a square picture, with margins."""
    ink = np.zeros((size, size), dtype=np.uint8)
    margin = size // 6
    ink[margin : margin + thickness, margin : size - margin] = 255
    for row in range(margin, size - margin):
        right = size - margin - (row - margin) // 2
        ink[row, right - thickness : right] = 255
    return ink


def test_frame_is_mnists():
    assert (FRAME, BOX) == (28, 20)


def test_crop_is_the_smallest_rectangle_with_all_ink():
    ink = np.zeros((40, 50), dtype=np.uint8)
    ink[7, 11], ink[30, 45] = 1, 255
    crop = crop_to_ink(ink)
    np.testing.assert_array_equal(crop, ink[7:31, 11:46])


def test_crop_of_a_single_pixel_is_that_pixel():
    ink = np.zeros((9, 9), dtype=np.uint8)
    ink[8, 0] = 200
    np.testing.assert_array_equal(crop_to_ink(ink), [[200]])


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((200, 200), (20, 20)),
        ((200, 100), (20, 10)),
        ((50, 200), (5, 20)),
        ((20, 13), (20, 13)),
        ((10, 5), (20, 10)),
        ((300, 1), (20, 1)),
        ((1, 300), (1, 20)),
    ],
)
def test_longer_side_becomes_20_and_the_proportions_stay(shape, expected):
    fitted = fit_into_box(np.full(shape, 255, dtype=np.uint8))
    assert fitted.shape == expected
    assert fitted.dtype == np.uint8
    # A full rectangle stays full.
    assert fitted.min() > 250


def test_shrinking_averages_instead_of_skipping():
    # Stripes of one pixel: skipping would give all ink or none.
    stripes = np.zeros((200, 200), dtype=np.uint8)
    stripes[::2] = 255
    fitted = fit_into_box(stripes)
    assert abs(fitted[2:-2].mean() - 127.5) < 10
    assert fitted[2:-2].min() > 60
    assert fitted[2:-2].max() < 195


UPPER_HALF = np.where(np.arange(20) < 8, 255, 60).astype(np.uint8)
DIGITS = {
    "full": np.full((20, 20), 255, dtype=np.uint8),
    "flat": np.full((3, 20), 255, dtype=np.uint8),
    "upright": np.full((20, 1), 255, dtype=np.uint8),
    "heavy on top": np.tile(UPPER_HALF[:, None], (1, 15)),
    "heavy at the left": np.tile(UPPER_HALF, (19, 1)),
    "seven": fit_into_box(crop_to_ink(seven(280, thickness=20))),
    "seven upside down": fit_into_box(crop_to_ink(seven(280, thickness=20)))[::-1, ::-1],
}


@pytest.mark.parametrize("digit", DIGITS.values(), ids=DIGITS.keys())
def test_center_of_mass_ends_within_half_a_pixel_of_the_middle(digit):
    centered = center_by_mass(digit)
    assert (centered.dtype, centered.shape) == (np.uint8, (28, 28))
    assert np.abs(center_of_mass(centered) - 14).max() <= 0.5 + 1e-9


def test_centering_moves_by_whole_pixels_and_changes_no_shade():
    digit = np.random.default_rng(0).integers(1, 256, (20, 14)).astype(np.uint8)
    centered = center_by_mass(digit)
    np.testing.assert_array_equal(crop_to_ink(centered), digit)


def test_lopsided_ink_does_not_come_back_on_the_other_side():
    # Nearly all ink at the left, a thin tail to the right: centered, the tail may leave.
    digit = np.zeros((20, 20), dtype=np.uint8)
    digit[:, 0:2] = 255
    digit[10, :] = 255
    centered = center_by_mass(digit)
    heavy = centered.astype(int).sum(axis=0).argmax()
    assert not centered[:, :heavy].any()
    assert centered[:, heavy].astype(int).sum() >= 19 * 255


@pytest.mark.parametrize("size", [40, 280, 600])
def test_result_hardly_depends_on_the_size_of_the_drawing(size):
    reference = center_ink(seven(1200, thickness=120)).astype(float)
    centered = center_ink(seven(size, thickness=size // 10)).astype(float)
    assert np.abs(center_of_mass(centered) - 14).max() <= 0.5 + 1e-9
    assert np.abs(centered - reference).mean() < 12


def test_inputs_are_left_as_they_are():
    ink = seven(100, thickness=8)
    before = ink.copy()
    center_ink(ink)
    np.testing.assert_array_equal(ink, before)


def test_mnists_own_images_stay_nearly_where_they_are(mnist):
    images = mnist.test.images[:500]
    offsets = [np.abs(center_of_mass(center_ink(i)) - center_of_mass(i)).max() for i in images]
    assert np.median(offsets) <= 0.5
    differences = [np.abs(center_ink(i).astype(float) - i).mean() for i in images]
    assert np.median(differences) < 6
