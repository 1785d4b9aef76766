"""Drawing in a real browser."""

from __future__ import annotations

import pytest

from tests.browser.helpers import draw_one, wait_for_state
from tests.browser.visitor import clear_canvas, draw, go_to, main, press

pytestmark = pytest.mark.browser


def test_a_drawing_is_read_kept_over_pages_cleared_and_drawn_anew(open_page):
    page = open_page()
    press(page, "Train a network")
    wait_for_state(page, "Finished")
    go_to(page, "Sketch")
    prediction = page.locator(".st-key-sketch_prediction")
    draw_one(page)
    prediction.get_by_text("1", exact=True).wait_for()
    go_to(page, "Evaluate")
    go_to(page, "Sketch")
    prediction.get_by_text("1", exact=True).wait_for()
    clear_canvas(page)
    prediction.get_by_text("?", exact=True).wait_for()
    draw(page, (85, 60), (195, 60), (120, 230))
    prediction.get_by_text("7", exact=True).wait_for()


def test_without_a_network_the_page_says_what_to_do(open_page):
    page = open_page("sketch")
    main(page).get_by_text("There is no trained network yet").wait_for()
    draw_one(page)
    page.wait_for_timeout(1_000)
    assert page.locator(".st-key-sketch_prediction").inner_text().strip() == "?"
    press(page, "Train a network")
    page.locator(".st-key-sketch_prediction").get_by_text("1", exact=True).wait_for()
