"""A picture that one can see through is laid on the paper on which it is seen."""

import numpy as np

from core.sketch import find_digit, open_picture
from core.sketch.opacity import lay_on_paper
from tests.pictures.conditions import digit_pictures

SIZE = 60
STROKE = (slice(10, 50), slice(25, 35))


def on_nothing(color: int) -> np.ndarray:
    """A stroke on nothing."""
    picture = np.zeros((SIZE, SIZE, 4), np.uint8)
    picture[STROKE] = (color, color, color, 255)
    return picture


def test_opaque_picture_stays_as_it_is():
    picture = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 4), np.uint8)
    picture[..., 3] = 255
    np.testing.assert_array_equal(lay_on_paper(picture), picture[..., :3])


def test_white_strokes_on_nothing_are_seen_on_black():
    laid = lay_on_paper(on_nothing(255))
    assert (laid[STROKE] == 255).all()
    assert laid[0, 0].tolist() == [0, 0, 0]


def test_black_strokes_on_nothing_are_seen_on_white():
    laid = lay_on_paper(on_nothing(0))
    assert (laid[STROKE] == 0).all()
    assert laid[0, 0].tolist() == [255, 255, 255]


def test_rounded_corners_of_a_light_window_become_paper():
    picture = np.full((SIZE, SIZE, 4), 255, np.uint8)
    picture[STROKE] = (0, 0, 0, 255)
    picture[:4, :4] = 0
    laid = lay_on_paper(picture)
    assert (laid[:4, :4] == 255).all()
    assert (laid[STROKE] == 0).all()


def test_rounded_corners_leave_no_ink_in_the_corners():
    (picture,) = digit_pictures("corners_60", 1)
    pixels = open_picture(picture.content)
    assert pixels[0, 0, 3] == 0
    ink = find_digit(pixels).ink
    assert ink[100:-100, 100:-100].any()
    assert not ink[:60, :60].any()
    assert not ink[-60:, -60:].any()


def test_one_pixel_that_is_nearly_opaque_changes_only_itself():
    picture = np.full((SIZE, SIZE, 4), (238, 236, 230, 255), np.uint8)
    picture[STROKE] = (35, 40, 70, 255)
    nearly = picture.copy()
    nearly[3, 3, 3] = 254
    whole, laid = lay_on_paper(picture), lay_on_paper(nearly)
    assert np.abs(laid.astype(int) - whole).max() <= 1
    assert (laid != whole).any(axis=2).sum() <= 1


def test_half_opaque_ink_is_gray():
    picture = on_nothing(0)
    picture[STROKE] = (0, 0, 0, 128)
    assert lay_on_paper(picture)[STROKE].max() == lay_on_paper(picture)[STROKE].min() == 127


def test_nothing_at_all_is_white_paper():
    assert (lay_on_paper(np.zeros((SIZE, SIZE, 4), np.uint8)) == 255).all()
