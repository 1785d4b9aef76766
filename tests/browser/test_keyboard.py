"""The way from Home to Sketch without a mouse, and where the keyboard is after a press."""

from __future__ import annotations

import pytest

from tests.browser.helpers import start_long_run, wait_for_state
from tests.browser.visitor import main, wait_for_page, wait_for_progress

pytestmark = pytest.mark.browser

MAX_TABS = 60


def tab_to(page, element) -> None:
    """Go on with Tab until an element has the focus."""
    element.wait_for()
    for _ in range(MAX_TABS):
        if element.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MAX_TABS} presses of Tab do not lead to {element}")


def press_key_on(page, name: str) -> None:
    """Go to a button of the page and press it, with the keyboard."""
    tab_to(page, main(page).get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def wait_for_focus(page, name: str) -> None:
    """Wait until a button has the focus."""
    page.wait_for_function(
        "name => document.activeElement.innerText?.split('\\n').pop().trim() === name", arg=name
    )


def follow_key(page, name: str) -> None:
    """Go to a link in the navigation and follow it, with the keyboard."""
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True)
    tab_to(page, link)
    page.keyboard.press("Enter")
    wait_for_page(page, name)


def test_first_training_evaluation_and_sketch_need_no_mouse(open_page):
    page = open_page()
    press_key_on(page, "Train your own")
    wait_for_state(page, "Finished")
    follow_key(page, "Train")
    press_key_on(page, "Train")
    wait_for_focus(page, "Pause")
    page.keyboard.press("Enter")
    wait_for_focus(page, "Resume")
    wait_for_state(page, "Paused")
    follow_key(page, "Evaluate")
    main(page).get_by_text("of 5,000").or_(main(page).get_by_test_id("stMetric")).first.wait_for()
    views = main(page).locator(".st-key-evaluate_view [role=radio]")
    tab_to(page, views.first)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    views.nth(1).and_(page.locator("[aria-checked=true]")).wait_for()
    follow_key(page, "Sketch")
    # A drawing needs a hand; a picture or photo of one does not.
    sources = main(page).locator(".st-key-sketch_source [role=radio]")
    tab_to(page, sources.first)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    sources.nth(1).and_(page.locator("[aria-checked=true]")).wait_for()


def test_keyboard_stays_with_the_buttons_of_a_training(open_page):
    page = start_long_run(open_page)
    wait_for_focus(page, "Pause")
    page.keyboard.press("Enter")
    wait_for_focus(page, "Resume")
    wait_for_progress(page, "^Paused$")
    page.keyboard.press("Tab")
    wait_for_focus(page, "Step")
    page.keyboard.press("Enter")
    wait_for_focus(page, "Step")
    page.keyboard.press("Shift+Tab")
    wait_for_focus(page, "Resume")
    page.keyboard.press("Enter")
    wait_for_focus(page, "Pause")
    press_key_on(page, "Stop")
    wait_for_focus(page, "Train")
