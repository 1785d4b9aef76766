"""Of all patches of ink, a digit is chosen; frames, dots and what touches the border are not."""

import numpy as np
import pytest

from core.sketch.patches import Patch, choose_digit, patches_of, without_boxes
from tests.pictures.ink import draw_lines

SIDE = 300


def drawn(*strokes: list, pen: float = 12) -> np.ndarray:
    return draw_lines(list(strokes), pen, SIDE) > 0.5


def ring(x: float, y: float, across: float, down: float, pen: float = 12) -> np.ndarray:
    turns = np.linspace(0, 2 * np.pi, 60)
    points = zip(x + across * np.cos(turns), y + down * np.sin(turns), strict=True)
    return drawn(list(points), pen=pen)


def patches(mask: np.ndarray) -> list[Patch]:
    return list(patches_of(mask, mask.astype(np.float32)))


def chosen(mask: np.ndarray, *, at_border: bool = False) -> np.ndarray:
    """The pixels of the patches that are taken for the digit."""
    kept = np.zeros_like(mask)
    for patch in choose_digit(patches(mask), SIDE, at_border=at_border):
        kept[patch.place] |= patch.own
    return kept


ONE = drawn([(150, 80), (150, 220)])
DOT = drawn([(190, 150), (190, 150)], pen=22)


def test_patches_are_the_connected_ink_and_know_their_place():
    mask = np.zeros((40, 50), bool)
    mask[2:12, 3:7] = mask[20:30, 40:50] = True
    first, second = patches(mask)
    assert (first.height, first.size, first.ink, first.touches_border) == (10, 10, 40, False)
    assert second.touches_border
    assert first.place == (slice(2, 12), slice(3, 7))
    assert first.slimness == 2.5


def test_corners_that_meet_are_connected():
    assert len(patches(np.eye(8, dtype=bool))) == 1


@pytest.mark.parametrize("pen", [10, 16, 24])
def test_thickness_is_that_of_the_pen(pen):
    (patch,) = patches(drawn([(150, 60), (150, 240)], pen=pen))
    assert patch.thickness == pytest.approx(pen, rel=0.2)


def test_a_dot_is_fat_and_full_and_a_stroke_is_neither():
    (dot,), (one,) = patches(DOT), patches(ONE)
    assert dot.fatness > 0.8
    assert dot.fullness > 0.7
    assert one.fatness < 0.12
    assert one.fullness < 0.12


def test_length_is_how_far_the_pen_went():
    (one,), (zero,) = patches(ONE), patches(ring(150, 150, 70, 70))
    assert one.length == pytest.approx(1, abs=0.2)
    assert zero.length == pytest.approx(np.pi, rel=0.2)


def test_gaps_are_between_the_rectangles():
    mask = np.zeros((60, 60), bool)
    mask[5:15, 5:15] = mask[20:30, 40:50] = True
    first, second = patches(mask)
    assert first.gaps_to(second) == second.gaps_to(first) == (5, 25)
    assert first.gaps_to(first) == (0, 0)


def test_a_dot_beside_the_digit_is_left_out():
    np.testing.assert_array_equal(chosen(ONE | DOT), ONE)


def test_the_other_stroke_of_a_digit_stays():
    five = drawn([(120, 80), (120, 150), (170, 170), (170, 210), (120, 230)])
    top = drawn([(140, 78), (200, 74)])
    np.testing.assert_array_equal(chosen(five | top), five | top)


def test_a_digit_beside_the_digit_stays():
    both = ONE | ring(210, 150, 30, 70)
    np.testing.assert_array_equal(chosen(both), both)


def test_thin_print_beside_the_digit_is_left_out():
    print_ = drawn([(190, 100), (190, 200)], pen=4)
    np.testing.assert_array_equal(chosen(ONE | print_), ONE)


def test_what_is_far_away_is_left_out():
    far = drawn([(270, 250), (280, 280)])
    np.testing.assert_array_equal(chosen(ONE | far), ONE)


def test_a_circle_around_a_digit_is_left_out():
    circle = ring(150, 150, 130, 130, pen=5)
    np.testing.assert_array_equal(chosen(ONE | circle), ONE)


def test_a_zero_with_a_dot_in_it_is_the_digit():
    zero, dot = ring(150, 150, 70, 110), drawn([(150, 150), (150, 150)], pen=14)
    np.testing.assert_array_equal(chosen(zero | dot) & zero, zero)


def test_what_touches_the_border_is_no_digit_unless_it_is_asked_for():
    cut = drawn([(150, 80), (150, 310)])
    assert not chosen(cut).any()
    np.testing.assert_array_equal(chosen(cut, at_border=True), cut)
    np.testing.assert_array_equal(chosen(ONE | np.roll(cut, 100, axis=1)), ONE)


def test_dust_is_no_digit():
    dust = np.zeros((SIDE, SIDE), bool)
    dust[100:105, 100:105] = dust[200:210, 40:46] = True
    assert choose_digit(patches(dust), SIDE, at_border=True) == []
    assert choose_digit([], SIDE, at_border=True) == []


def test_a_box_goes_and_what_is_written_in_it_stays():
    box = np.zeros((SIDE, SIDE), bool)
    box[40:260, 40:260] = True
    box[45:255, 45:255] = False
    np.testing.assert_array_equal(without_boxes(box | ONE), ONE)


def test_a_small_box_is_print_and_stays():
    box = np.zeros((SIDE, SIDE), bool)
    box[40:60, 40:60] = True
    box[42:58, 42:58] = False
    np.testing.assert_array_equal(without_boxes(box), box)


@pytest.mark.parametrize("round_", [30, 50, 80])
def test_a_zero_never_goes_as_a_box(round_):
    """It would leave no digit: the worst that taking boxes out may do."""
    zero = ring(150, 150, round_, 85)
    np.testing.assert_array_equal(without_boxes(zero), zero)
