"""Drawing in a real browser."""

from __future__ import annotations

import pytest

from tests.browser.helpers import draw_one, prediction, wait_for_prediction, wait_for_state
from tests.browser.visitor import clear_canvas, draw, go_to, main, press

pytestmark = pytest.mark.browser


def test_a_drawing_is_read_kept_over_pages_cleared_and_drawn_anew(open_page, server_environment):
    page = open_page()
    press(page, "Train a network")
    wait_for_state(page, "Finished")
    go_to(page, "Sketch")
    draw_one(page)
    first = wait_for_prediction(page, server_environment, 1)
    go_to(page, "Evaluate")
    go_to(page, "Sketch")
    prediction(page).get_by_text(str(first), exact=True).wait_for()
    clear_canvas(page)
    prediction(page).get_by_text("?", exact=True).wait_for()
    draw(page, (85, 60), (195, 60), (120, 230))
    wait_for_prediction(page, server_environment, 7)


def test_without_a_network_the_page_says_what_to_do(open_page, server_environment):
    page = open_page("sketch")
    main(page).get_by_text("There is no trained network yet").wait_for()
    draw_one(page)
    page.wait_for_timeout(1_000)
    assert prediction(page).inner_text().strip() == "?"
    press(page, "Train a network")
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_text("Finished").first.wait_for(timeout=120_000)
    wait_for_prediction(page, server_environment, 1)
