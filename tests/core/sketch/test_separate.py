"""Digits side by side are told apart, and one digit is never taken for two."""

from itertools import permutations

import numpy as np
import pytest

from core.sketch import prepare_sketch
from core.sketch.pen_strokes import CANVAS, EXAMPLES, draw_strokes
from core.sketch.separate import MAX_DIGITS, separate_digits

BRUSHES = (12, 20, 32)
DIGITS = {name: example.strokes for name, example in EXAMPLES.items() if name != "doodle"}
# What one pen stroke less, or one more, makes of a digit: still one.
ODD_SINGLES = {
    "a one with a dot": [[(140, 110), (140, 240)], [(140, 50), (141, 51)]],
    "a one with a foot apart": [[(140, 40), (138, 200)], [(90, 240), (190, 240)]],
    "a seven with a bar": [[(70, 50), (200, 50), (120, 240)], [(90, 150), (210, 150)]],
    "a four whose bar is too short": [[(90, 40), (60, 150), (135, 150)], [(170, 40), (168, 240)]],
    "a four that is wide open": [[(80, 60), (50, 170), (130, 172)], [(175, 70), (172, 240)]],
    "a five whose hat is off": [
        [(100, 70), (98, 130), (150, 130), (170, 180), (140, 230), (90, 225)],
        [(130, 46), (200, 40)],
    ],
    "a zero of two arcs": [
        [(130, 40), (90, 80), (80, 140), (90, 200), (130, 240)],
        [(155, 40), (190, 80), (200, 140), (190, 200), (155, 240)],
    ],
    "a digit and a slip of the pen": [[(80, 60), (150, 60), (100, 230)], [(220, 90), (226, 96)]],
}


def ink_of(strokes, brush: float) -> np.ndarray:
    return prepare_sketch(draw_strokes(strokes, brush)).ink


def placed(strokes, left: float, width: float, height: float, brush: float, margin: float = 4):
    """Move a digit into the middle of a part of the canvas, as large as it fits there."""
    points = np.array([point for stroke in strokes for point in stroke])
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    room = np.array([width, height]) - brush - 2 * margin
    scale = (room / np.maximum(size, 1)).min()
    corner = np.array([left + width / 2, CANVAS / 2]) - size * scale / 2
    return [[tuple((np.array(p) - low) * scale + corner) for p in stroke] for stroke in strokes]


def edges(strokes, brush: float) -> np.ndarray:
    points = np.array([point for stroke in strokes for point in stroke])
    return np.r_[points.min(axis=0) - brush / 2, points.max(axis=0) + brush / 2]


def side_by_side(names, brush: float, height: float = CANVAS):
    width = CANVAS / len(names)
    return [
        placed(DIGITS[name], place * width, width, height, brush)
        for place, name in enumerate(names)
    ]


@pytest.mark.parametrize("brush", BRUSHES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_one_drawing(name, brush):
    assert separate_digits(ink_of(EXAMPLES[name].strokes, brush)) == []


@pytest.mark.parametrize("brush", [8, 12, 20])
@pytest.mark.parametrize("name", ODD_SINGLES)
def test_one_digit_of_several_strokes_is_not_taken_for_two(name, brush):
    assert separate_digits(ink_of(ODD_SINGLES[name], brush)) == []


@pytest.mark.parametrize("brush", BRUSHES)
def test_two_different_digits_side_by_side_are_two_with_the_right_boxes(brush):
    for names in permutations(DIGITS, 2):
        both = side_by_side(names, brush, height=200)
        found = separate_digits(ink_of(both[0] + both[1], brush))
        assert len(found) == 2, names
        for digit, strokes in zip(found, both, strict=True):
            box = digit.box
            boundary = [box.left, box.top, box.right, box.bottom]
            np.testing.assert_allclose(boundary, edges(strokes, brush), atol=3)


def test_each_digit_reaches_the_network_as_if_it_were_drawn_alone():
    both = side_by_side(["zero", "leaning_four"], 16)
    found = separate_digits(ink_of(both[0] + both[1], 16))
    for digit, strokes in zip(found, both, strict=True):
        alone = prepare_sketch(draw_strokes(strokes, 16)).centered.astype(int)
        assert np.abs(prepare_sketch(digit.picture).centered - alone).max() <= 2


def test_ink_is_shared_out_and_none_is_lost():
    both = side_by_side(["five_apart", "thin_seven"], 12)
    ink = ink_of(both[0] + both[1], 12)
    pictures = [255 - digit.picture for digit in separate_digits(ink)]
    np.testing.assert_array_equal(sum(pictures), ink)


def test_leaning_digits_that_reach_over_each_other_are_two():
    seven, two = [(40, 60), (130, 60), (40, 220)], [(215, 60), (124, 220), (200, 220)]
    ink = ink_of([seven, two], 14)
    first, second = separate_digits(ink)
    assert first.box.right > second.box.left


def test_eleven_is_two_ones():
    assert len(separate_digits(ink_of([[(110, 60), (106, 220)], [(160, 62), (158, 216)]], 16))) == 2


def test_digits_that_touch_are_not_told_apart():
    both = side_by_side(["zero", "thin_seven"], 20, height=160)
    bridge = [(40, 140), (240, 140)]
    assert separate_digits(ink_of([*both[0], *both[1], bridge], 20)) == []


def test_what_lies_above_each_other_is_no_number():
    zero = EXAMPLES["zero"].strokes[0]
    small = [[(x / 2 + 70, y / 2 + move) for x, y in zero] for move in (0, 130)]
    assert separate_digits(ink_of(small, 12)) == []


@pytest.mark.parametrize("count", range(2, MAX_DIGITS + 3))
def test_number_of_digits_is_bounded(count):
    ones = [[(20 + 34 * place, 100), (20 + 34 * place, 160)] for place in range(count)]
    assert len(separate_digits(ink_of(ones, 10))) == (count if count <= MAX_DIGITS else 0)


def test_dots_without_end_are_no_number_and_take_no_time():
    dots = np.zeros((560, 560), np.uint8)
    dots[::4, ::4] = 255
    assert separate_digits(dots) == []


def test_paper_alone_holds_no_digits():
    assert separate_digits(np.zeros((28, 28), np.uint8)) == []
