"""The drawing canvas takes every stroke, wherever it begins and however large it is shown."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from core.sketch import CANVAS, draw_strokes, prepare_sketch
from core.sketch.prepare import find_ink
from core.sketch.stroke_width import Strokes
from dashboard.markup.pictures import sprite_url
from tests.browser.helpers import canvas_pixels
from tests.browser.visitor import Finger, clear_canvas, draw, main, on_screen

pytestmark = pytest.mark.browser

GRID = [(x, y) for y in range(12, CANVAS, 85) for x in range(12, CANVAS, 85)]
UPPER_RIGHT = (216, 12)


def lost(page) -> list[tuple[float, float]]:
    """Find the points of the grid at which the drawing has no ink."""
    ink = find_ink(canvas_pixels(page))
    return [(x, y) for x, y in GRID if not ink[y, x]]


def wait_until_the_page_shows_the_drawing(page) -> None:
    url = sprite_url(prepare_sketch(canvas_pixels(page)).centered[None])
    main(page).locator(f".lab-digits-{zlib.crc32(url.encode()):08x}-168").wait_for()


def test_every_stroke_of_a_finger_arrives_wherever_it_begins(open_page):
    page = open_page("sketch", width=390, touch=True)
    finger = Finger(page)
    for x, y in on_screen(page, *GRID):
        finger.stroke((x, y), (x + 2, y + 4))
    assert lost(page) == []
    wait_until_the_page_shows_the_drawing(page)


@pytest.mark.only_exhaustive
def test_every_stroke_of_a_mouse_arrives_that_comes_straight_from_clear(open_page):
    page = open_page("sketch")
    clear = main(page).locator(".st-key-sketch_clear button").bounding_box()
    for x, y in on_screen(page, *GRID):
        page.mouse.move(clear["x"] + 20, clear["y"] + 20)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 2, y + 4)
        page.mouse.up()
    assert lost(page) == []
    clear_canvas(page)
    x, y = UPPER_RIGHT
    draw(page, (x, y), (x - 60, y + 150))
    assert find_ink(canvas_pixels(page))[y, x]
    wait_until_the_page_shows_the_drawing(page)


def test_canvas_fits_every_window_and_the_drawing_has_the_same_pixels(open_page):
    page = open_page("sketch", touch=True)
    finger = Finger(page)
    # The component smooths strokes, so a straight one.
    stroke = [(80, 60), (125, 120), (170, 180), (200, 220)]
    expected = find_ink(draw_strokes([stroke], 20))
    for width, side in ((1280, 300), (390, 358), (320, 288)):
        page.set_viewport_size({"width": width, "height": 844})
        clear_canvas(page)
        finger.stroke(*on_screen(page, *stroke))
        box = page.locator("canvas.upper-canvas").bounding_box()
        assert (box["width"], box["height"]) == (side, side)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        inside, outside = main(page).evaluate("main => [main.scrollWidth, main.clientWidth]")
        assert inside <= outside, "the page scrolls sideways"
        pixels = canvas_pixels(page)
        assert pixels.shape == (CANVAS, CANVAS, 4)
        drawn = find_ink(pixels)
        assert Strokes(drawn).thickness == pytest.approx(20, abs=1), "the brush grows along"
        assert np.mean(np.abs(drawn.astype(float) - expected) > 128) < 0.01
    # When the phone is turned, the drawing stays.
    page.set_viewport_size({"width": 844, "height": 390})
    np.testing.assert_array_equal(canvas_pixels(page), pixels)
