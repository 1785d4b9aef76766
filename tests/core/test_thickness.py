"""Strokes of known thickness are measured right, and made as thick as asked."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.centering import crop_to_ink, resize_longer_side
from core.thickness import (
    THICKEST,
    THINNEST,
    change_thickness,
    stroke_thickness,
    usual_thickness,
)


def line(thickness: int, length: int = 200) -> np.ndarray:
    ink = np.zeros((length, 100), np.uint8)
    ink[:, 30 : 30 + thickness] = 255
    return ink


def ring(thickness: int) -> np.ndarray:
    image = Image.new("L", (240, 240))
    ImageDraw.Draw(image).ellipse((20, 20, 220, 220), outline=255, width=thickness)
    return np.asarray(image)


@pytest.mark.parametrize("thickness", [2, 4, 10, 20, 32])
@pytest.mark.parametrize("shape", [line, ring])
def test_thickness_of_a_stroke_is_measured(shape, thickness):
    assert stroke_thickness(shape(thickness)) == pytest.approx(thickness, rel=0.1, abs=0.8)


def test_paper_has_no_thickness_and_faint_shading_neither():
    assert stroke_thickness(np.zeros((20, 20), np.uint8)) == 0
    assert stroke_thickness(np.full((20, 20), 60, np.uint8)) == 0


@pytest.mark.parametrize(("drawn", "wanted"), [(8, 16), (30, 16), (12, 20), (20, 12)])
@pytest.mark.parametrize("shape", [line, ring])
def test_strokes_become_as_thick_as_asked(shape, drawn, wanted):
    changed = change_thickness(shape(drawn), wanted)
    assert stroke_thickness(changed) == pytest.approx(wanted, rel=0.1, abs=1)


def test_strokes_that_grow_over_the_border_are_not_cut():
    ink = np.full((100, 6), 255, np.uint8)
    changed = change_thickness(ink, 20)
    assert not changed[0].any()
    assert not changed[-1].any()
    assert stroke_thickness(changed) == pytest.approx(20, rel=0.1)


def test_middle_of_a_stroke_stays_where_it_was():
    before = line(10)
    after = change_thickness(before, 30)
    margin = (after.shape[1] - before.shape[1]) // 2
    middle = np.flatnonzero(after[100] == 255).mean() - margin
    assert middle == pytest.approx(np.flatnonzero(before[100]).mean(), abs=0.5)


def test_drawing_that_is_right_already_is_not_touched():
    ink = ring(30)
    assert change_thickness(ink, stroke_thickness(ink)) is ink
    assert usual_thickness(ink) == stroke_thickness(ink)


@pytest.mark.parametrize(("drawn", "share"), [(6, THINNEST), (60, THICKEST)])
def test_unusual_strokes_are_brought_to_the_nearest_usual_thickness(drawn, share):
    ink = ring(drawn)
    assert usual_thickness(ink) == pytest.approx(share * 240)


def test_empty_drawing_stays_as_it_is():
    empty = np.zeros((10, 10), np.uint8)
    assert change_thickness(empty, 3) is empty


def test_most_training_digits_have_usual_strokes_and_few_are_thinner(mnist):
    shares = []
    for image in mnist.train.images[:400]:
        digit = resize_longer_side(crop_to_ink(image), 200)
        shares.append(stroke_thickness(digit) / max(digit.shape))
    usual = np.mean([THINNEST <= share <= THICKEST for share in shares])
    assert 0.7 < usual < 0.85
    assert np.median(shares) == pytest.approx(0.124, abs=0.005)
