import numpy as np
import pytest
from scipy import ndimage

from core.data import DigitSplit
from core.evaluation import DISTORTIONS, evaluate, measure_robustness
from core.models import build_model
from tests.core.helpers import copy_of_state, global_random_state_untouched, same_state, tiny_config

CASES = [(name, level) for name, distortion in DISTORTIONS.items() for level in distortion.levels]


@pytest.fixture(scope="module")
def images(tiny_digits):
    return tiny_digits.test.images[:12]


def lonely_digit():
    """An image without symmetry, with margins of ten pixels."""
    image = np.zeros((28, 28), dtype=np.uint8)
    image[10:18, 10:18] = np.random.default_rng(0).integers(1, 256, size=(8, 8))
    return image


# Every distortion


@pytest.mark.parametrize(("name", "level"), CASES)
def test_result_is_as_many_images_of_the_same_kind(images, name, level):
    found = DISTORTIONS[name].apply(images, level)
    assert (found.dtype, found.shape) == (np.uint8, images.shape)


@pytest.mark.parametrize("name", DISTORTIONS)
def test_exactly_one_level_changes_nothing_and_that_is_0(images, name):
    distortion = DISTORTIONS[name]
    unchanged = [
        level
        for level in distortion.levels
        if np.array_equal(distortion.apply(images, level), images)
    ]
    assert unchanged == [0]


@pytest.mark.parametrize("name", DISTORTIONS)
def test_levels_come_in_order(name):
    levels = DISTORTIONS[name].levels
    assert list(levels) == sorted(set(levels))


@pytest.mark.parametrize("name", DISTORTIONS)
def test_more_is_further_away(images, name):
    distortion = DISTORTIONS[name]
    up = [level for level in distortion.levels if level >= 0]
    down = [level for level in reversed(distortion.levels) if level <= 0]
    for levels in (up, down):
        changes = [
            np.abs(distortion.apply(images, level).astype(int) - images).mean() for level in levels
        ]
        assert changes == sorted(changes)


@pytest.mark.parametrize("name", DISTORTIONS)
def test_every_distortion_says_what_it_does(name):
    distortion = DISTORTIONS[name]
    assert distortion.title
    assert distortion.unit
    assert distortion.idea.endswith(".")


# Each of them


@pytest.mark.parametrize("level", DISTORTIONS["shift"].levels)
def test_shift_moves_a_quarter_of_the_images_to_each_side(level):
    image = lonely_digit()
    found = DISTORTIONS["shift"].apply(np.stack([image] * 8), level)
    ways = [(level, 0), (-level, 0), (0, level), (0, -level)]
    expected = [np.roll(image, way, axis=(0, 1)) for way in ways for _ in range(2)]
    assert sorted(one.tobytes() for one in found) == sorted(one.tobytes() for one in expected)


def test_what_is_shifted_out_of_the_frame_is_lost():
    full = np.full((4, 28, 28), 200, dtype=np.uint8)
    found = DISTORTIONS["shift"].apply(full, 8)
    for one in found:
        assert np.count_nonzero(one) == 20 * 28
        assert set(np.unique(one)) == {0, 200}


@pytest.mark.parametrize("level", [0, 20, 40, 45, 55, 80, 100])
def test_inversion_is_a_walk_to_the_negative(images, level):
    walked = images + level / 100 * (255.0 - 2.0 * images)
    found = DISTORTIONS["inversion"].apply(images, level)
    assert np.abs(found - walked).max() <= 1, "nothing but rounding"


def test_full_inversion_is_the_negative_and_undoes_itself(images):
    invert = DISTORTIONS["inversion"].apply
    np.testing.assert_array_equal(invert(images, 100), 255 - images)
    np.testing.assert_array_equal(invert(invert(images, 100), 100), images)


def test_half_of_an_inversion_is_gray(images):
    half = DISTORTIONS["inversion"].apply(images, 50).astype(int)
    assert half.min() >= 127
    assert half.max() <= 128


@pytest.mark.parametrize("level", [25, 75, 150])
def test_noise_has_its_standard_deviation(level):
    gray = np.full((50, 28, 28), 128, dtype=np.uint8)
    change = DISTORTIONS["noise"].apply(gray, level).astype(float) - 128
    rng = np.random.default_rng(0)
    cut = np.clip(128 + rng.normal(0, level, size=1_000_000), 0, 255) - 128
    assert change.std() == pytest.approx(cut.std(), rel=0.03)
    assert abs(change.mean() - cut.mean()) < 0.03 * level


def test_every_pixel_of_every_image_gets_noise_of_its_own():
    gray = np.full((20, 28, 28), 128, dtype=np.uint8)
    noise = DISTORTIONS["noise"].apply(gray, 30).astype(float) - 128
    between_images = np.corrcoef(noise.reshape(20, -1))
    assert np.abs(between_images - np.eye(20)).max() < 0.2
    neighbors = np.corrcoef(noise[:, :, 1:].ravel(), noise[:, :, :-1].ravel())[0, 1]
    assert abs(neighbors) < 0.05


@pytest.mark.parametrize("angle", [-60, -30, 15, 45])
def test_rotation_is_scipys(angle):
    # Smooth images: where pixels jump, two ways of interpolation differ.
    image = ndimage.gaussian_filter(lonely_digit().astype(float), 2)
    image = np.round(image * 255 / image.max()).astype(np.uint8)
    found = DISTORTIONS["rotation"].apply(image[None], angle)[0].astype(float)
    expected = ndimage.rotate(image.astype(float), -angle, reshape=False, order=1)
    assert np.abs(found - expected).max() < 6
    wrong_way = ndimage.rotate(image.astype(float), angle, reshape=False, order=1)
    assert np.abs(found - wrong_way).max() > 20


def test_rotation_is_clockwise():
    image = np.zeros((1, 28, 28), dtype=np.uint8)
    image[0, 4:10, 13:15] = 255
    rows, columns = np.nonzero(DISTORTIONS["rotation"].apply(image, 45)[0] > 60)
    assert rows.mean() < 13, "what was at the top is still above the middle"
    assert columns.mean() > 15, "and now on the right"


@pytest.mark.parametrize("angle", [15, 60])
def test_mirrored_image_turns_the_other_way(images, angle):
    rotate = DISTORTIONS["rotation"].apply
    mirrored = rotate(images[:, :, ::-1], angle)[:, :, ::-1].astype(int)
    assert np.abs(mirrored - rotate(images, -angle)).max() <= 2


def test_round_spot_in_the_middle_looks_the_same_from_all_sides():
    rows, columns = np.mgrid[:28, :28] - 13.5
    spot = (255 * np.exp(-(rows**2 + columns**2) / 50)).astype(np.uint8)[None]
    for angle in DISTORTIONS["rotation"].levels:
        found = DISTORTIONS["rotation"].apply(spot, angle)
        # The corners leave the frame; there the spot is paper anyway.
        assert np.abs(found.astype(int) - spot).max() < 8


def test_thicker_strokes_have_more_ink_and_thinner_ones_less(images):
    distortion = DISTORTIONS["thickness"]
    ink = np.array([distortion.apply(images, level).sum((1, 2)) for level in distortion.levels])
    assert np.all(np.diff(ink.astype(float), axis=0) >= 0)
    assert np.all(ink[0] < ink[-1])


def test_stroke_grows_by_the_level_on_each_side():
    image = np.zeros((1, 28, 28), dtype=np.uint8)
    image[0, 4:24, 11:17] = 255
    for level in DISTORTIONS["thickness"].levels:
        width = DISTORTIONS["thickness"].apply(image, level)[0, 14].sum() / 255
        assert width == pytest.approx(6 + 2 * level, abs=0.5), level


# Measuring


@pytest.mark.parametrize("name", DISTORTIONS)
def test_points_are_those_of_an_evaluation_by_hand(tiny_digits, name):
    model = build_model(tiny_config())
    split = tiny_digits.test.take(np.arange(100))
    points = measure_robustness(model, split, tiny_digits.standardization, name)
    distortion = DISTORTIONS[name]
    assert [point.level for point in points] == list(distortion.levels)
    for point in points:
        distorted = DigitSplit(distortion.apply(split.images, point.level), split.labels)
        found = evaluate(model, distorted, tiny_digits.standardization)
        assert (point.correct, point.count) == (found.correct, 100)


def test_progress_rises_to_1(tiny_digits):
    shares = []
    measure_robustness(
        build_model(tiny_config()),
        tiny_digits.test.take(np.arange(20)),
        tiny_digits.standardization,
        "inversion",
        on_progress=shares.append,
    )
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] == 1


# Must not happen


@pytest.mark.parametrize("name", DISTORTIONS)
def test_given_images_are_left_as_they_were(images, name):
    before = images.copy()
    for level in DISTORTIONS[name].levels:
        DISTORTIONS[name].apply(images, level)
        np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize(("name", "level"), CASES)
def test_chance_plays_no_part(images, name, level):
    with global_random_state_untouched():
        first = DISTORTIONS[name].apply(images, level)
    again = DISTORTIONS[name].apply(images, level)
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_measuring_leaves_no_trace(tiny_digits, training):
    model = build_model(tiny_config(model="batchnorm", dropout=0.5)).train(training)
    state, split = copy_of_state(model), tiny_digits.test.take(np.arange(20))
    before = split.images.copy()
    with global_random_state_untouched():
        measure_robustness(model, split, tiny_digits.standardization, "noise")
    assert same_state(model, state)
    assert all(layer.training is training for layer in model.modules())
    np.testing.assert_array_equal(split.images, before)


def test_what_progress_raises_ends_the_reading(tiny_digits):
    class CancelledError(Exception):
        pass

    def cancel(share):
        raise CancelledError

    model = build_model(tiny_config()).train()
    with pytest.raises(CancelledError):
        measure_robustness(
            model,
            tiny_digits.test.take(np.arange(20)),
            tiny_digits.standardization,
            "shift",
            on_progress=cancel,
        )
    assert model.training, "its mode is put back all the same"
