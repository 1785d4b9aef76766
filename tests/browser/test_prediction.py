"""Drawing the expected curve: by mouse, finger, keyboard, or by taking a ready one."""

from __future__ import annotations

import re

import pytest

from core.comparison import COLUMNS
from tests.browser.visitor import Finger, main, press, wait_for_page

pytestmark = pytest.mark.browser

EMPTY = "Draw the accuracy that you expect"


def open_chart(open_page, **options):
    page = open_page("train", **options)
    wait_for_page(page, "Train")
    press(page, "Predict first")
    main(page).get_by_text(EMPTY).wait_for()
    main(page).locator(".drawn").scroll_into_view_if_needed()
    return page


def points(page, *shares: tuple[float, float]) -> list[tuple[float, float]]:
    """Where places of the chart are on the screen: from the left, from the bottom."""
    boxes = [line.bounding_box() for line in main(page).locator(".drawn > svg .grid").all()]
    left, right = min(box["x"] for box in boxes), max(box["x"] + box["width"] for box in boxes)
    top, bottom = min(box["y"] for box in boxes), max(box["y"] + box["height"] for box in boxes)
    return [(left + x * (right - left), bottom - y * (bottom - top)) for x, y in shares]


def heights(page) -> list[float]:
    """The drawn curve as it is seen, as shares of the axis."""
    path = main(page).locator(".drawn > svg .curve").get_attribute("d") or ""
    down = [float(y) for _, y in re.findall(r"([\d.]+),([\d.]+)", path)]
    top, bottom = 12, 212 - 40
    return [(bottom - y) / (bottom - top) for y in down]


def drawn_anew(page) -> list[float]:
    """The curve as the server has kept it: the chart is taken away and comes again."""
    page.wait_for_timeout(300)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    press(page, "Skip")
    main(page).locator(".drawn").wait_for(state="detached")
    press(page, "Predict first")
    main(page).locator(".drawn > svg .curve").wait_for(state="attached")
    return heights(page)


def test_mouse_draws_the_last_stroke_wins_and_the_curve_stays(open_page):
    page = open_chart(open_page)
    start, middle, end, again = points(page, (0, 0.1), (0.5, 0.8), (1, 0.9), (0.75, 0.2))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*middle, steps=8)
    page.mouse.move(*end, steps=8)
    page.mouse.up()
    drawn = heights(page)
    assert len(drawn) == COLUMNS
    assert drawn == sorted(drawn)
    assert drawn[20] == pytest.approx(0.8, abs=0.02)
    page.mouse.click(*again)
    changed = heights(page)
    assert changed[30] == pytest.approx(0.2, abs=0.02)
    assert changed[:30] == drawn[:30]
    assert drawn_anew(page) == pytest.approx(changed, abs=0.002)
    press(page, "Clear")
    assert drawn_anew(page) == []


def test_finger_draws_and_the_page_stays_where_it_is(open_page):
    page = open_chart(open_page, width=390, touch=True)
    before = main(page).evaluate("main => main.scrollTop")
    Finger(page).stroke(*points(page, (0.1, 0.1), (0.3, 0.7), (0.8, 0.9)))
    drawn = heights(page)
    assert len(drawn) == COLUMNS
    assert drawn[0] == pytest.approx(0.1, abs=0.02), "what is missing goes on level"
    assert drawn[-1] == pytest.approx(0.9, abs=0.02)
    assert main(page).evaluate("main => main.scrollTop") == before
    assert drawn_anew(page) == pytest.approx(drawn, abs=0.002)


def test_arrow_keys_draw_and_say_what_they_draw(open_page):
    page = open_chart(open_page)
    handle = main(page).get_by_role("slider", name="Accuracy at step 0", exact=True)
    assert handle.get_attribute("aria-valuetext") == "nothing drawn yet"
    handle.focus()
    page.keyboard.press("ArrowUp")
    assert handle.get_attribute("aria-valuetext") == "12 %"
    for key in ("ArrowRight", "PageUp", "PageUp", "ArrowRight", "End"):
        page.keyboard.press(key)
    drawn = heights(page)
    assert [drawn[column] for column in (0, 5, 10, 40)] == pytest.approx(
        [0.12, 0.3, 1, 0.1], abs=0.002
    )
    assert drawn[7] == pytest.approx(0.3 + 0.4 * 0.7, abs=0.002)
    page.wait_for_timeout(600)
    assert drawn_anew(page) == pytest.approx(drawn, abs=0.002)


def test_ready_curve_is_taken_by_keyboard_alone(open_page):
    page = open_chart(open_page)
    choice = main(page).get_by_role("radiogroup", name="Or take a ready one")
    assert choice.get_by_role("radio").count() == 4
    choice.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    assert choice.get_by_role("radio", name="Rises all the way").is_checked()
    drawn = heights(page)
    assert (drawn[0], drawn[-1]) == pytest.approx((0.1, 0.7), abs=0.002)
    assert drawn_anew(page) == pytest.approx(drawn, abs=0.002)
