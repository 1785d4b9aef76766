"""The time slider of the Inside page in a real browser, by keyboard and by its play button."""

from __future__ import annotations

import re

import pytest

from tests.browser.visitor import go_to, main, press, wait_for_page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(trained_page):
    go_to(trained_page, "Home")
    go_to(trained_page, "Inside")
    main(trained_page).get_by_role("radio", name="History of one image", exact=True).click()
    moment(trained_page).wait_for()
    return trained_page


def moment(page):
    return main(page).get_by_text(re.compile(r"All validation images at step")).first


def step_shown(page) -> int:
    return int(re.search(r"at step ([\d,]+)", moment(page).inner_text())[1].replace(",", ""))


def test_slider_moved_by_keyboard_shows_another_moment(page):
    end = step_shown(page)
    slider = main(page).get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        """end => {
            const found = document.body.innerText.match(/All validation images at step ([\\d,]+)/);
            return found && Number(found[1].replaceAll(',', '')) < end;
        }""",
        arg=end,
    )
    page.keyboard.press("Home")
    main(page).get_by_text(re.compile("at step 0")).first.wait_for()
    wait_for_page(page, "Inside")
    main(page).get_by_role("radio", name="Weights", exact=True).click()
    main(page).get_by_text(re.compile("Together they have moved by 0.000")).wait_for()


def test_play_moves_through_the_life_of_the_run(page):
    main(page).get_by_role("slider").focus()
    page.keyboard.press("Home")
    main(page).get_by_text(re.compile("at step 0")).first.wait_for()
    press(page, "Play")
    main(page).get_by_role("button", name="Pause", exact=True).wait_for()
    page.wait_for_function(
        """() => {
            const found = document.body.innerText.match(/All validation images at step ([\\d,]+)/);
            return found && Number(found[1].replaceAll(',', '')) > 2;
        }"""
    )
    press(page, "Pause")
    main(page).get_by_role("button", name="Play", exact=True).wait_for()


@pytest.mark.only_exhaustive
def test_slow_map_can_be_cancelled_and_placed_later(page):
    main(page).get_by_role("radio", name="Map of digits", exact=True).click()
    main(page).get_by_text(re.compile("Two directions keep")).wait_for()
    main(page).get_by_role("radio", name="t-SNE", exact=True).click()
    press(page, "Place the digits")
    press(page, "Cancel")
    main(page).get_by_role("button", name="Place the digits", exact=True).wait_for()
    wait_for_page(page, "Inside")
    press(page, "Place the digits")
    main(page).get_by_text(re.compile("Read t-SNE with care")).wait_for(timeout=300_000)
