"""Printed lines and boxes are told from strokes, and strokes survive."""

import numpy as np
import pytest

from core.data.pen_file import pen_digits
from core.sketch.printed_lines import (
    MAX_SIDE_OF_BOX_FRACTION,
    Line,
    crossing_lines,
    erase,
    without_box,
    without_lines,
)
from tests.pictures.ink import draw_lines

SIDE = 300
# What a stroke has lost when it is thinner afterward than it was.
MOST_LOST = 0.05


def ruled(tilt: float, width: int = 3, gap: int = 50) -> np.ndarray:
    """Lines that all reach from the left border to the right one, so many rows per column."""
    row, column = np.mgrid[:SIDE, :SIDE]
    level = np.round(row - tilt * (column - SIDE / 2)).astype(int)
    rise = int(abs(tilt) * SIDE / 2)
    return (level % gap < width) & (level - level % gap >= rise) & (level < SIDE - rise - width)


def drawn(*strokes: list, pen: float = 12) -> np.ndarray:
    return draw_lines(list(strokes), pen, SIDE) > 0.5


def digit(label: int, place: int = 0, side: float = 0.55) -> np.ndarray:
    """A digit of the package in the middle of a picture."""
    chosen = [one for one in pen_digits() if one.label == label][place]
    every = np.array([point for stroke in chosen.strokes for point in stroke], float)
    low, high = every.min(axis=0), every.max(axis=0)
    scale = side * SIDE / max(high - low)
    move = SIDE / 2 - scale * (low + high) / 2
    return drawn(*([tuple(np.array(p) * scale + move) for p in line] for line in chosen.strokes))


def frame(margin: int = 40, width: int = 4) -> np.ndarray:
    """The four sides of a box."""
    box = np.zeros((SIDE, SIDE), bool)
    box[margin : SIDE - margin, margin : SIDE - margin] = True
    box[margin + width : SIDE - margin - width, margin + width : SIDE - margin - width] = False
    return box


def crop(mask: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("tilt", [0, 0.02, -0.05, 0.1, -0.2])
def test_lines_are_found_at_the_tilt_at_which_they_lie(tilt):
    lines = crossing_lines(ruled(tilt), thickest=12)
    assert len(lines) >= 4
    assert all(line.tilt == pytest.approx(tilt, abs=0.012) for line in lines)
    assert all(1 <= line.bottom - line.top <= 5 for line in lines)


@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize("tilt", [0, 0.05, -0.15])
def test_nothing_is_left_of_lines_alone(tilt, upright):
    mask = ruled(tilt)
    left = without_lines(mask.T if upright else mask)
    assert left.sum() < 0.02 * mask.sum()


@pytest.mark.parametrize("tilt", [0, 0.05, -0.1])
@pytest.mark.parametrize("label", range(10))
def test_a_digit_on_ruled_paper_survives(label, tilt):
    strokes, lines = digit(label), ruled(tilt)
    left = without_lines(strokes | lines)
    assert (strokes & ~left).sum() <= 0.2 * strokes.sum()
    assert (strokes & ~lines & ~left).sum() <= MOST_LOST * strokes.sum()
    assert (left & ~strokes).sum() <= 0.1 * strokes.sum()


def test_a_stroke_across_a_line_stays_whole():
    stroke, line = drawn([(150, 40), (150, 260)]), np.zeros((SIDE, SIDE), bool)
    line[148:152] = True
    left = without_lines(stroke | line)
    np.testing.assert_array_equal(left[146:154, 146:155], True)
    assert not left[148:152, :130].any()
    assert not left[148:152, 170:].any()


def test_a_level_stroke_that_does_not_cross_the_picture_is_no_line():
    stroke = drawn([(60, 150), (240, 150)], pen=5)
    np.testing.assert_array_equal(without_lines(stroke), stroke)


def test_a_thick_band_is_no_line():
    mask = np.zeros((SIDE, SIDE), bool)
    mask[130:160] = True
    np.testing.assert_array_equal(without_lines(mask), mask)


def test_a_line_that_ends_before_the_border_is_no_line():
    mask = np.zeros((SIDE, SIDE), bool)
    mask[150:153, :230] = True
    assert crossing_lines(mask, thickest=10) == []


@pytest.mark.parametrize("label", range(10))
def test_without_lines_a_digit_stays_as_it_is(label):
    strokes = digit(label)
    np.testing.assert_array_equal(without_lines(strokes), strokes)


def test_erasing_no_line_changes_nothing():
    mask = digit(3)
    np.testing.assert_array_equal(erase(mask, []), mask)


def test_erasing_takes_the_line_and_leaves_the_rest():
    mask = np.zeros((40, 60), bool)
    mask[20:23] = mask[2:5, 2:5] = True
    left = erase(mask, [Line(0.0, 20, 23)])
    assert left[2:5, 2:5].all()
    assert left.sum() == 9


def test_an_empty_mask_has_no_lines():
    nothing = np.zeros((SIDE, SIDE), bool)
    assert crossing_lines(nothing, thickest=10) == []
    np.testing.assert_array_equal(without_lines(nothing), nothing)


@pytest.mark.parametrize("width", [2, 5, 9])
def test_nothing_is_left_of_an_empty_box(width):
    assert width < MAX_SIDE_OF_BOX_FRACTION * SIDE
    left = without_box(crop(frame(width=width)))
    assert left is not None
    assert not left.any()


@pytest.mark.parametrize("label", range(10))
def test_a_digit_that_touches_its_box_stays(label):
    strokes = digit(label, side=0.75)
    margin = SIDE - 3 - np.flatnonzero(strokes.any(axis=1))[-1]
    inside = (slice(margin, SIDE - margin),) * 2
    strokes, box = strokes[inside], frame(margin)[inside]
    assert (strokes & box).any()
    left = without_box(strokes | box)
    assert left is not None
    assert (left & strokes).sum() > 0.9 * strokes.sum()
    assert (left & ~strokes).sum() < 0.05 * strokes.sum()


@pytest.mark.sample(30)
@pytest.mark.parametrize("place", range(30))
@pytest.mark.parametrize("label", [0, 1, 7])
def test_a_written_zero_seven_or_one_is_no_box(label, place):
    assert without_box(crop(digit(label, place))) is None


def test_an_angular_zero_of_a_pen_is_not_taken_for_a_printed_box():
    """Its sides bulge, as a hand's do."""
    right = [(150, 58), (205, 72), (215, 150), (203, 232), (150, 243)]
    left = [(150, 243), (97, 230), (88, 150), (100, 70), (150, 58)]
    zero = drawn(right, left)
    assert without_box(crop(zero)) is None
