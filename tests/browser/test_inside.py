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


def test_views_are_one_row_on_a_phone_in_which_the_chosen_one_is_seen(page):
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("Map of digits", "Weights"):
        choice = main(page).get_by_role("radio", name=name, exact=True)
        choice.click()
        wait_for_page(page, "Inside")
        row = main(page).get_by_role("radiogroup", name="Look at").bounding_box()
        box = choice.bounding_box()
        assert row["height"] < 50
        assert box["x"] >= row["x"] - 1
        assert box["x"] + box["width"] <= row["x"] + row["width"] + 1
    page.set_viewport_size({"width": 1280, "height": 900})


def test_feature_maps_are_no_longer_than_three_screens(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    main(page).get_by_role("radio", name="Feature maps", exact=True).click()
    main(page).get_by_text("Dead units", exact=True).wait_for()
    wait_for_page(page, "Inside")
    assert main(page).evaluate("main => main.scrollHeight") <= 3 * 800


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
