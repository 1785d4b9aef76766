"""The first minute: a stroke is read at once, nothing is lost, all of it is in the first view."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import _opening
from tests.browser.driver import running_server
from tests.browser.helpers import canvas_pixels
from tests.browser.visitor import draw, main, wait_for_page

pytestmark = pytest.mark.browser

SEVEN = [(80, 60), (200, 60), (120, 240)]
BAR = [(100, 150), (190, 150)]
# The page as it is before PyTorch is there says this.
LOADING = "Loading PyTorch"
SCREENS = [(1280, 800), (390, 844)]


def answers(page) -> list[str]:
    return page.locator(".lab-beside-digit").all_inner_texts()


def wait_for_answers(page, pattern: str = "[0-9]") -> list[str]:
    """Wait until both networks have answered."""
    for network in (0, 1):
        answer = page.locator(".lab-beside-digit").nth(network)
        answer.filter(has_text=re.compile(f"^{pattern}$")).wait_for()
    return answers(page)


def ink(page) -> int:
    """Count the pixels of the drawing."""
    return int((canvas_pixels(page)[..., 0] < 128).sum())


@pytest.fixture
def fresh_server(browser, server_environment, tmp_path):
    """A server that nobody has visited, without network; open its pages."""
    with (
        running_server(tmp_path, server_environment | {"DIGIT_LAB_OFFLINE": "1"}) as server,
        _opening(browser, server.url) as opener,
    ):
        yield opener


def test_strokes_are_read_before_pytorch_is_there_and_survive_its_loading(fresh_server):
    page = fresh_server()
    main(page).get_by_text(LOADING).wait_for()
    draw(page, *SEVEN)
    assert wait_for_answers(page)[0] == "7"
    first = ink(page)
    # Whether PyTorch is there by now or not: this stroke is read, and the one before stays.
    draw(page, *BAR)
    wait_for_page(page, "Home")
    main(page).get_by_text(LOADING).wait_for(state="detached")
    main(page).get_by_text("The path through the lab").wait_for()
    assert wait_for_answers(page)[0] == "7"
    assert ink(page) > first > 1_000


def test_clear_takes_drawing_and_answers_away(open_page):
    page = open_page()
    wait_for_page(page, "Home")
    wait_for_answers(page, r"\?")
    draw(page, *SEVEN)
    wait_for_answers(page)
    main(page).get_by_role("button", name="Clear", exact=True).click()
    wait_for_answers(page, r"\?")


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_canvas_answers_and_button_are_in_the_first_view(open_page, width, height):
    page = open_page(width=width)
    page.set_viewport_size({"width": width, "height": height})
    wait_for_page(page, "Home")
    canvas = page.locator("canvas.upper-canvas").bounding_box()
    bars = page.locator(".lab-beside").bounding_box()
    button = page.locator(".st-key-train_quick").get_by_role("button").bounding_box()
    for box in (canvas, bars, button):
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width
    assert page.locator(".lab-beside .lab-groove").count() == 20
