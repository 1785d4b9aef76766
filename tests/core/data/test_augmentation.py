import numpy as np
import pytest
import torch
from scipy import ndimage

from core.data import AUGMENTATIONS
from core.data.warping import MAX_RADIUS_PIXELS, dilate_images
from tests.core.helpers import global_random_state_untouched

CHANGING = [name for name in AUGMENTATIONS if name != "none"]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def images(tiny_digits):
    return torch.from_numpy(tiny_digits.train.images[:32].copy())


def bars(count: int) -> torch.Tensor:
    """Horizontal bars, 16 by 4 pixels, around the middle of the frame."""
    bar = torch.zeros(count, 28, 28, dtype=torch.uint8)
    bar[:, 12:16, 6:22] = 255
    return bar


def moments(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Center and covariance of the ink, x first."""
    rows, columns = np.nonzero(image)
    weights = image[rows, columns].astype(float)
    points = np.stack([columns, rows])
    return np.average(points, axis=1, weights=weights), np.cov(points, aweights=weights)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_shape_and_type_stay_and_the_originals_too(name, images):
    before = images.clone()
    changed = AUGMENTATIONS[name].apply(images, generator())
    assert changed.shape == images.shape
    assert changed.dtype == torch.uint8
    assert torch.equal(images, before)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_same_random_numbers_give_the_same_images(name, images):
    apply = AUGMENTATIONS[name].apply
    assert torch.equal(apply(images, generator(5)), apply(images, generator(5)))


@pytest.mark.parametrize("name", CHANGING)
def test_every_epoch_shows_other_images(name, images):
    running = generator()
    apply = AUGMENTATIONS[name].apply
    assert not torch.equal(apply(images, running), apply(images, running))


@pytest.mark.parametrize("name", CHANGING)
def test_each_image_is_changed_in_its_own_way(name):
    changed = AUGMENTATIONS[name].apply(bars(32), generator())
    assert len({image.numpy().tobytes() for image in changed}) > 5


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_global_random_state_is_left_alone(name, images):
    with global_random_state_untouched():
        AUGMENTATIONS[name].apply(images, generator())


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_empty_paper_stays_empty(name):
    assert not AUGMENTATIONS[name].apply(bars(4) * 0, generator()).any()


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_one_image_is_a_batch_too(name, images):
    assert AUGMENTATIONS[name].apply(images[:1], generator()).shape == (1, 28, 28)


def test_none_changes_nothing(images):
    assert torch.equal(AUGMENTATIONS["none"].apply(images, generator()), images)


def test_shift_moves_by_whole_pixels_up_to_two():
    image = torch.zeros(28, 28, dtype=torch.uint8)
    image[10:18, 12:16] = torch.arange(32, dtype=torch.uint8).reshape(8, 4) + 1
    allowed = {
        torch.roll(image, (down, right), (0, 1)).numpy().tobytes(): (down, right)
        for down in range(-2, 3)
        for right in range(-2, 3)
    }
    changed = AUGMENTATIONS["shift"].apply(image.repeat(500, 1, 1), generator())
    seen = {allowed[one.numpy().tobytes()] for one in changed}
    assert len(seen) == 25


def test_ink_shifted_out_of_the_frame_does_not_come_back_on_the_other_side():
    images = torch.zeros(200, 28, 28, dtype=torch.uint8)
    images[:, :, 27] = 255
    changed = AUGMENTATIONS["shift"].apply(images, generator())
    assert not changed[:, :, :25].any()
    assert any(not image.any() for image in changed)


def test_affine_turns_up_to_12_degrees_in_both_directions():
    angles = []
    for image in AUGMENTATIONS["affine"].apply(bars(400), generator()).numpy():
        _, covariance = moments(image)
        _, axes = np.linalg.eigh(covariance)
        x, y = axes[:, 1]
        angles.append(np.degrees(np.arctan(y / x)))
    assert 10 < max(angles) < 12.7
    assert -12.7 < min(angles) < -10


def test_affine_scales_up_to_10_percent_and_moves_up_to_2_pixels():
    original = bars(400)
    changed = AUGMENTATIONS["affine"].apply(original, generator()).numpy().astype(float)
    areas = changed.sum(axis=(1, 2)) / original.numpy()[0].sum()
    assert 0.78 < areas.min() < 0.86  # 0.9 squared is 0.81
    assert 1.14 < areas.max() < 1.25  # 1.1 squared is 1.21
    offsets = np.array([moments(image)[0] - 13.5 for image in changed])
    # The shift may be applied before the scale, so up to 2.2 pixels.
    assert np.abs(offsets).max() <= 2.3
    assert offsets.max(axis=0).min() > 1.5
    assert offsets.min(axis=0).max() < -1.5


def slant_of(image: np.ndarray) -> float:
    """How far a bar leans: covariance of its ink, sideways by height."""
    _, covariance = moments(image)
    return covariance[0, 1] / covariance[1, 1]


def upright_bars(count: int) -> torch.Tensor:
    return bars(count).transpose(1, 2).contiguous()


def test_other_hands_slant_stretch_and_thicken_within_their_bounds():
    changed = AUGMENTATIONS["handwriting"].apply(upright_bars(400), generator()).numpy()
    leaning = np.array([slant_of(image) for image in changed])
    # Rotated by up to 10 degrees and slanted by up to 0.2.
    assert leaning.min() < -0.15
    assert leaning.max() > 0.15
    assert np.abs(leaning).max() < np.tan(np.radians(10)) + 0.2 * 1.5 + 0.15
    ink = changed.reshape(400, -1).sum(axis=1) / (16 * 4 * 255)
    assert ink.min() < 0.8
    assert ink.max() > 1.8
    assert ink.min() > 0.3
    assert ink.max() < (16 + 7) * (4 + 7) / (16 * 4) * (1.2 * 20 / 27) ** 2


@pytest.mark.parametrize("radius", [-0.5, 0.3, 1.0, 2.25, MAX_RADIUS_PIXELS])
def test_ink_spreads_as_in_gray_morphology_with_a_disc_that_fades_at_its_rim(tiny_digits, radius):
    images = tiny_digits.train.images[:5]
    across = np.arange(-4, 5)
    distance = np.hypot(across[:, None], across)
    height = -255 * np.clip(distance - abs(radius), 0, 1)
    spread, morphology = images, ndimage.grey_dilation
    if radius < 0:
        morphology = ndimage.grey_erosion
    expected = np.stack(
        [
            morphology(
                np.pad(image.astype(float), 4, constant_values=0 if radius > 0 else 255),
                structure=height,
                footprint=np.ones((9, 9)),
                mode="constant",
                cval=0 if radius > 0 else 255,
            )[4:-4, 4:-4]
            for image in spread
        ]
    )
    # Each image has its own radius: the others must not disturb it.
    others = torch.tensor([radius, 1.5, -0.2, 0.0, 3.0])
    for row in range(5):
        dilated = dilate_images(torch.tensor(images), others.roll(row))
        assert np.abs(dilated[row].numpy() - expected[row]).max() <= 0.51
    assert torch.equal(dilate_images(torch.tensor(images), torch.zeros(5)), torch.tensor(images))


def test_other_hands_stay_near_the_middle():
    changed = AUGMENTATIONS["handwriting"].apply(bars(200), generator()).numpy()
    centers = np.array([moments(image)[0] for image in changed])
    assert np.abs(centers - 13.5).max() < 2.6
