"""Strokes of known thickness are measured right, and drawn as thick and soft as asked."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.sketch.frame import crop_to_ink, resize_longer_side
from core.sketch.pen_strokes import EXAMPLES
from core.sketch.prepare import find_ink
from core.sketch.stroke_width import (
    EDGE_FRACTION,
    MAX_CREDIBLE_FRACTION,
    MAX_THICKNESS_FRACTION,
    MIN_THICKNESS_FRACTION,
    Strokes,
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
    assert Strokes(shape(thickness)).thickness == pytest.approx(thickness, rel=0.05, abs=1)


def test_filled_loop_does_not_make_the_stroke_seem_thicker():
    ink = line(12)
    pen = Image.fromarray(ink)
    ImageDraw.Draw(pen).circle((36, 30), 22, fill=255)
    assert Strokes(np.asarray(pen)).thickness == Strokes(ink).thickness


def test_paper_has_no_thickness_and_faint_shading_neither():
    assert Strokes(np.zeros((20, 20), np.uint8)).thickness == 0
    assert Strokes(np.full((20, 20), 60, np.uint8)).thickness == 0


@pytest.mark.parametrize(("drawn", "wanted"), [(8, 16), (30, 24), (12, 20), (20, 18)])
@pytest.mark.parametrize("shape", [line, ring])
def test_strokes_become_as_thick_as_asked(shape, drawn, wanted):
    redrawn = Strokes(shape(drawn)).redrawn(wanted)
    assert Strokes(redrawn).thickness == pytest.approx(wanted, rel=0.1, abs=1)


def test_edges_fade_evenly_from_ink_to_paper_over_their_fraction_of_the_digit():
    row = Strokes(line(40)).redrawn(40)[120]
    fading = row[(row > 0) & (row < 255)].astype(float)
    assert len(fading) == pytest.approx(2 * EDGE_FRACTION * 200, abs=2)
    steps = np.abs(np.diff(row.astype(float)))
    assert steps.max() <= 255 / (EDGE_FRACTION * 200) + 1


def test_strokes_that_grow_over_the_border_are_not_cut():
    ink = np.full((100, 6), 255, np.uint8)
    redrawn = Strokes(ink).redrawn(20)
    assert not redrawn[0].any()
    assert not redrawn[-1].any()
    assert not redrawn[:, [0, -1]].any()


def test_middle_of_a_stroke_stays_where_it_was():
    before = line(10)
    after = Strokes(before).redrawn(30)
    margin = (after.shape[1] - before.shape[1]) // 2
    middle = np.flatnonzero(after[100] >= 128).mean() - margin
    assert middle == pytest.approx(np.flatnonzero(before[100]).mean(), abs=0.5)


def test_usual_strokes_stay_as_thick_as_they_are():
    assert Strokes(ring(30)).usual_thickness == Strokes(ring(30)).thickness


@pytest.mark.parametrize(
    ("drawn", "fraction"), [(6, MIN_THICKNESS_FRACTION), (50, MAX_THICKNESS_FRACTION)]
)
def test_unusual_strokes_are_brought_to_the_nearest_usual_thickness(drawn, fraction):
    ink = crop_to_ink(ring(drawn))
    way = max(ink.shape) - Strokes(ink).thickness
    assert Strokes(ink).usual_thickness == pytest.approx(fraction * way)


def test_blot_is_not_taken_for_one_stroke_and_thinned_to_nothing():
    blot = np.zeros((200, 200), np.uint8)
    rows, columns = np.mgrid[:200, :200]
    blot[np.hypot(rows - 100, columns - 100) < 95] = 255
    thickness = Strokes(blot).usual_thickness
    assert thickness == pytest.approx(MAX_THICKNESS_FRACTION * (1 - MAX_CREDIBLE_FRACTION) * 200)
    kept = (Strokes(blot).redrawn(thickness) >= 128).sum()
    assert kept > 0.7 * (blot > 0).sum()


def test_nothing_to_draw_stays_paper():
    assert not Strokes(np.zeros((10, 10), np.uint8)).redrawn(3).any()


@pytest.mark.parametrize("name", [name for name in EXAMPLES if EXAMPLES[name].brush > 8])
def test_brush_drawings_have_sharp_edges(name):
    ink = crop_to_ink(find_ink(EXAMPLES[name].draw()))
    assert not Strokes(resize_longer_side(ink, 200)).have_soft_edges


def test_scanned_digits_have_soft_edges_and_most_have_usual_strokes(mnist):
    digits = [resize_longer_side(crop_to_ink(image), 200) for image in mnist.train.images[:300]]
    assert np.mean([Strokes(digit).have_soft_edges for digit in digits]) > 0.97
    strokes = [Strokes(digit) for digit in digits]
    assert 0.65 < np.mean([s.usual_thickness == s.thickness for s in strokes]) < 0.85
    fractions = [s.thickness / max(s.ink.shape) for s in strokes]
    assert np.median(fractions) == pytest.approx(0.12, abs=0.01)
