"""Collecting a set of one's own in a real browser, and learning from it."""

from __future__ import annotations

import pytest

from tests.browser.helpers import wait_for_state
from tests.browser.visitor import Finger, draw, go_to, main, on_screen, press, wait_for_page

pytestmark = pytest.mark.browser

SIGNS = {
    "slash": [(200, 60), (80, 220)],
    "bar": [(50, 140), (230, 140)],
    "hook": [(90, 50), (90, 220), (200, 220)],
}


def moved(points, by: float):
    return [(x + by, y - by / 2) for x, y in points]


def begin(page, names: str) -> None:
    press(page, "New set")
    page.get_by_role("textbox", name="Names of the classes").fill(names)
    page.get_by_role("button", name="Begin").click()
    main(page).get_by_text(f"Draw {names.split(', ')[0]}").wait_for()


def keep(page, name: str, points, count: int) -> None:
    """Draw what is asked for, and wait until it is in the set."""
    main(page).locator(".lab-asked").get_by_text(name, exact=True).wait_for()
    draw(page, *points)
    press(page, "Keep Shortcut Enter")
    main(page).get_by_text(f"{name} ({count})", exact=True).wait_for()


def test_five_examples_of_three_classes_are_learned_in_seconds_and_a_sixth_is_read(open_page):
    page = open_page("collect")
    begin(page, ", ".join(SIGNS))
    main(page).locator(".st-key-collect_seconds").get_by_text("Off", exact=True).click()
    for time in range(5):
        for name, points in SIGNS.items():
            keep(page, name, moved(points, 8 * time - 16), time + 1)
    main(page).get_by_role("radio", name="Check and train").click()
    press(page, "Train on it")
    wait_for_page(page, "Train")
    press(page, "Train")
    wait_for_state(page, "Finished")
    go_to(page, "Sketch")
    draw(page, *moved(SIGNS["hook"], 5))
    main(page).locator(".st-key-sketch_prediction").get_by_text("hook", exact=True).wait_for()


def test_finger_and_countdown_fill_a_set_on_a_phone(open_page):
    page = open_page("collect", width=390, touch=True)
    main(page).locator(".st-key-collect_seconds").get_by_text("2 s", exact=True).click()
    main(page).locator(".lab-asked").get_by_text("0", exact=True).wait_for()
    Finger(page).stroke(*on_screen(page, (140, 60), (70, 140), (140, 220), (210, 140), (140, 60)))
    main(page).locator(".lab-asked").get_by_text("1", exact=True).wait_for()
    main(page).get_by_text("0 (1)", exact=True).wait_for()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
