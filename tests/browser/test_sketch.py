"""Drawing in a real browser."""

from __future__ import annotations

import pytest

from tests.browser.helpers import (
    draw_one,
    has_mnist,
    prediction,
    wait_for_prediction,
    wait_for_state,
)
from tests.browser.visitor import clear_canvas, draw, go_to, main, press

pytestmark = pytest.mark.browser


def test_a_drawing_is_read_kept_over_pages_cleared_and_drawn_anew(open_page, server_environment):
    page = open_page()
    press(page, "Train your own")
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
    press(page, "Train your own")
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_text("Finished").first.wait_for(timeout=120_000)
    wait_for_prediction(page, server_environment, 1)


@pytest.mark.only_exhaustive
def test_two_digits_in_one_drawing_are_read_one_by_one(open_page, server_environment):
    page = open_page()
    press(page, "Train your own")
    wait_for_state(page, "Finished")
    go_to(page, "Sketch")
    draw(page, (30, 70), (110, 70), (60, 210))
    wait_for_prediction(page, server_environment, 7)
    draw(page, (200, 70), (190, 210))
    boxes = main(page).locator(".lab-boxes")
    boxes.wait_for()
    number = boxes.inner_text().split()
    assert len(number) == 2
    if has_mnist():
        assert number == ["7", "1"]
    prediction(page).get_by_text("".join(number), exact=True).wait_for()
    main(page).get_by_role("radio", name="Second", exact=True).click()
    bars = main(page).get_by_label("The probabilities of the ten digits for your drawing")
    bars.locator(".lab-strong").get_by_text(number[1], exact=True).wait_for()
    # One stroke more joins them.
    draw(page, (90, 140), (200, 140))
    boxes.wait_for(state="detached")
    assert len(prediction(page).inner_text().strip()) == 1
