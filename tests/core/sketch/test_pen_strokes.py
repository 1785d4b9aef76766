"""Strokes are drawn as wide as asked, and every example is a whole sketch."""

import numpy as np
import pytest

from core.sketch import prepare_sketch
from core.sketch.pen_strokes import CANVAS, EXAMPLES, draw_strokes
from core.sketch.prepare import find_ink
from core.sketch.stroke_width import Strokes


@pytest.mark.parametrize("brush", [8, 12, 20, 32])
def test_stroke_is_as_wide_as_the_brush(brush):
    drawing = draw_strokes([[(60, 60), (200, 220)]], brush)
    assert drawing.shape == (CANVAS, CANVAS, 4)
    assert Strokes(find_ink(drawing)).thickness == pytest.approx(brush, rel=0.1, abs=1)


def test_single_point_is_a_dot_of_the_brush():
    ink = find_ink(draw_strokes([[(140, 140)]], 20))
    assert (ink >= 128).sum() == pytest.approx(np.pi * 10**2, rel=0.1)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_lies_on_the_canvas_and_can_be_prepared(name):
    ink = find_ink(EXAMPLES[name].draw())
    edge = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
    assert not edge.any(), "nothing is cut off"
    assert prepare_sketch(EXAMPLES[name].draw()).centered.any()
