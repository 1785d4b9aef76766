"""What an augmentation is made of, looked at one by one."""

import numpy as np
import pytest
import torch

from core.data import AUGMENTATIONS
from core.data.augmentation import MAX_ANGLE_RADIANS, MAX_SHIFT_PIXELS, MAX_SLANT, SCALES, STRETCH

KNOBS = [
    pytest.param(knob, id=f"{name}: {knob.title}")
    for name, found in AUGMENTATIONS.items()
    for knob in found.knobs
]


def block(width: int = 8, height: int = 8) -> torch.Tensor:
    image = torch.zeros(1, 28, 28, dtype=torch.uint8)
    top, left = 14 - height // 2, 14 - width // 2
    image[0, top : top + height, left : left + width] = 255
    return image


def measured(image: torch.Tensor) -> dict[str, float]:
    """Center, spread (standard deviations) and tilt of the ink, in pixels and degrees."""
    down, right = np.indices((28, 28))
    weights = image[0].numpy().astype(float)
    x, y = (np.average(places, weights=weights) for places in (right, down))
    xx = np.average((right - x) ** 2, weights=weights)
    yy = np.average((down - y) ** 2, weights=weights)
    xy = np.average((right - x) * (down - y), weights=weights)
    tilt = np.degrees(0.5 * np.arctan2(2 * xy, xx - yy))
    return {"x": x, "y": y, "wide": xx**0.5, "high": yy**0.5, "tilt": tilt, "shear": xy / yy}


def at(knob, value: float, image: torch.Tensor) -> dict[str, float]:
    return measured(knob.apply(image, torch.tensor([value])))


def named(augmentation: str, word: str):
    [knob] = [k for k in AUGMENTATIONS[augmentation].knobs if k.title.startswith(word)]
    return knob


def test_all_that_change_images_say_what_they_change():
    assert [name for name, found in AUGMENTATIONS.items() if not found.knobs] == ["none"]


@pytest.mark.parametrize("knob", KNOBS)
def test_neutral_value_changes_nothing_and_the_ends_do(knob, tiny_digits):
    images = torch.from_numpy(tiny_digits.train.images[:8].copy())
    assert torch.equal(knob.apply(images, torch.full((8,), float(knob.neutral))), images)
    for end in (knob.low, knob.high):
        assert not torch.equal(knob.apply(images, torch.full((8,), float(end))), images)
    assert knob.low < knob.neutral < knob.high


def test_turn_is_by_so_many_degrees_clockwise():
    knob = named("affine", "Turn")
    assert knob.high == -knob.low == pytest.approx(np.degrees(MAX_ANGLE_RADIANS))
    assert at(knob, 12, block(20, 4))["tilt"] == pytest.approx(12, abs=0.5)


def test_shift_is_by_so_many_pixels_to_the_right():
    knob = named("shift", "Shift")
    assert knob.high == -knob.low == MAX_SHIFT_PIXELS
    before = measured(block())
    after = at(knob, 1.5, block())
    assert after["x"] - before["x"] == pytest.approx(1.5, abs=0.01)
    assert after["y"] == pytest.approx(before["y"])


def test_scale_changes_both_sides_and_stretch_only_the_width():
    before = measured(block(12, 12))
    both, one = named("affine", "Scale"), named("handwriting", "Stretch")
    assert (both.low, both.high) == SCALES
    assert (one.low, one.high) == STRETCH
    scaled, stretched = at(both, 1.1, block(12, 12)), at(one, 1.2, block(12, 12))
    assert scaled["wide"] / before["wide"] == pytest.approx(1.1, abs=0.02)
    assert scaled["high"] / before["high"] == pytest.approx(1.1, abs=0.02)
    assert stretched["wide"] / before["wide"] == pytest.approx(1.2, abs=0.02)
    assert stretched["high"] == pytest.approx(before["high"], abs=0.01)


def test_slant_moves_by_so_much_for_each_pixel_of_height():
    knob = named("handwriting", "Slant")
    assert knob.high == -knob.low == MAX_SLANT
    assert at(knob, 0.2, block(4, 20))["shear"] == pytest.approx(0.2, abs=0.02)


def test_thickness_grows_strokes_and_never_the_digit():
    knob = named("handwriting", "Thickness")
    bar = block(4, 20)
    thick = knob.apply(bar, torch.tensor([3.0]))
    rows, columns = np.nonzero(thick[0].numpy() > 127)
    assert np.ptp(columns) + 1 > 4
    assert np.ptp(rows) + 1 == pytest.approx(20, abs=1)
    assert knob.apply(bar, torch.tensor([-0.5])).sum() < bar.sum()
