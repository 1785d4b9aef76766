"""The Sketch page in a real browser: by mouse, by finger, by keyboard, from a file."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image

from core.sketch.pen_strokes import EXAMPLES
from tests.browser.helpers import prediction, wait_for_prediction, wait_for_state
from tests.browser.visitor import (
    Finger,
    clear_canvas,
    draw,
    go_to,
    main,
    on_screen,
    press,
    wait_for_page,
)

pytestmark = pytest.mark.browser

VIEWS = {
    "How typical it is": "The nearest of",
    "Which pixels mattered": "The two maps correlate",
    "Other networks": "There is only one run",
    "Other people's hands": "With brush 20 this run reads",
    "Your own digits": "Say what you meant",
    "No digit at all": "is no digit, and is read as",
    "Every stage": "One stage left out at a time",
}


@pytest.fixture
def page(trained_page):
    """Open Sketch with empty paper and a network that can read."""
    go_to(trained_page, "Home")
    go_to(trained_page, "Sketch")
    choose(trained_page, "Draw")
    clear_canvas(trained_page)
    prediction(trained_page).get_by_text("?", exact=True).wait_for()
    return trained_page


def choose(page, name: str) -> None:
    """Choose one of several answers that stand side by side."""
    main(page).get_by_role("radio", name=name, exact=True).click()


def probabilities(page) -> np.ndarray:
    bars = page.locator(
        '[role=group][aria-label="The probabilities of the ten digits for your drawing"]'
    )
    shares = re.findall(r"([<>]?) ?([\d.]+) %", bars.inner_text())
    assert len(shares) == 10
    return np.array([float(share) for _, share in shares]) / 100


def test_shifted_drawing_keeps_every_probability(page, server_environment):
    strokes = [(60, 50), (150, 48), (95, 200)]
    draw(page, *strokes)
    first = wait_for_prediction(page, server_environment, 7)
    wait_for_page(page, "Sketch")
    before = probabilities(page)
    clear_canvas(page)
    prediction(page).get_by_text("?", exact=True).wait_for()
    draw(page, *[(x + 40, y + 40) for x, y in strokes])
    prediction(page).get_by_text(str(first), exact=True).wait_for()
    wait_for_page(page, "Sketch")
    assert np.abs(probabilities(page) - before).max() <= 0.02


def test_finger_draws_on_a_phone_and_the_drawing_survives_leaving_the_page(
    open_page, server_environment
):
    page = open_page(width=360, touch=True)
    press(page, "Train your own")
    wait_for_state(page, "Finished")
    main(page).get_by_role("link", name="Draw for your network").click()
    wait_for_page(page, "Sketch")
    stroke = on_screen(page, *((150 - 1.5 * part, 45 + 16 * part) for part in range(13)))
    scrolled = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    Finger(page).stroke(*stroke)
    first = wait_for_prediction(page, server_environment, 1)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == scrolled
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.get_by_test_id("stExpandSidebarButton").click()
    go_to(page, "Data")
    if page.get_by_test_id("stExpandSidebarButton").is_visible():
        page.get_by_test_id("stExpandSidebarButton").click()
    go_to(page, "Sketch")
    prediction(page).get_by_text(str(first), exact=True).wait_for()


@pytest.mark.only_exhaustive
def test_every_view_opens_and_a_stage_can_be_switched_off(page, server_environment):
    draw(page, (60, 40), (120, 38), (75, 120))
    wait_for_prediction(page, server_environment, 7)
    for name, words in VIEWS.items():
        choose(page, name)
        main(page).get_by_text(words).first.wait_for()
        assert page.get_by_test_id("stException").count() == 0
    main(page).get_by_text("Centering", exact=True).click()
    main(page).get_by_text("Without centering:").wait_for()
    go_to(page, "Data")
    go_to(page, "Sketch")
    main(page).get_by_text("Without centering:").wait_for()


def test_examples_are_reached_without_a_mouse(page):
    main(page).get_by_role("radio", name="Draw", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    main(page).get_by_role("combobox", name="Example").wait_for()
    prediction(page).get_by_text(re.compile(r"^\d$")).wait_for()


def test_own_digits_are_kept_and_learned_from(page):
    choose(page, "Example")
    prediction(page).get_by_text(re.compile(r"^\d$")).wait_for()
    choose(page, "Your own digits")
    page.locator(".st-key-own_label").get_by_text("2", exact=True).click()
    main(page).get_by_text("true 2, predicted").wait_for()
    press(page, "Train 10 steps on them")
    main(page).get_by_text("On your digits the loss went from").wait_for(timeout=60_000)
    press(page, "Forget all")
    main(page).get_by_text("Say what you meant").wait_for()


def test_picture_is_read_and_a_wrong_file_is_told_and_takes_it_away(page, tmp_path):
    choose(page, "Picture")
    picture, wrong = tmp_path / "zero.png", tmp_path / "text.png"
    Image.fromarray(EXAMPLES["zero"].draw()).save(picture)
    wrong.write_text("no picture")
    chooser = main(page).get_by_test_id("stFileUploader").locator("input[type=file]")
    chooser.set_input_files(picture)
    prediction(page).get_by_text("0", exact=True).wait_for()
    chooser.set_input_files(wrong)
    main(page).get_by_text("This file is no picture").wait_for()
    prediction(page).get_by_text("?", exact=True).wait_for()
