"""A whole step in a real browser, line by line, by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest

from dashboard.views.one_step.workbench import PHASES
from tests.browser.visitor import main, press, wait_for_page

pytestmark = pytest.mark.browser

SEEN = {
    "Forward": "White is the smallest value of a picture",
    "Loss": "The batch's loss is the mean",
    "Clear": "After this line it is",
    "Backward": "the same by finite differences",
    "Update": "the network's own new weight is",
    "After": "The true digit's probability changed by",
}


@pytest.fixture
def opened(open_page):
    def opener(**options):
        page = open_page("one_step", **options)
        wait_for_page(page, "One step")
        return page

    return opener


def running_line(page):
    return main(page).locator("[aria-current=step]")


def assert_at(page, place: int) -> None:
    phase = PHASES[place]
    words = f"{place + 1} of {len(PHASES)}: {phase.title}"
    main(page).get_by_role("heading", name=words, exact=True).wait_for()
    main(page).get_by_text(SEEN[phase.title]).first.wait_for()
    running_line(page).filter(has_text=phase.code).wait_for()
    assert running_line(page).count() == 1


def test_a_whole_step_is_walked_through_line_by_line(opened):
    page = opened()
    for place in range(len(PHASES)):
        assert_at(page, place)
        if place < len(PHASES) - 1:
            press(page, "Next line")
    press(page, "Back")
    assert_at(page, len(PHASES) - 2)
    press(page, "Again, same batch")
    assert_at(page, 0)
    main(page).get_by_text("1 of them here").wait_for()


def test_keyboard_follows_another_image_through_the_step(opened):
    page = opened()
    wall = main(page).locator(".st-key-bench_batch").get_by_role("button")
    wall.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    wall.nth(1).get_by_text("followed:").wait_for()
    assert not wall.first.get_by_text("followed:").count()
    main(page).get_by_role("button", name="Next line", exact=True).focus()
    page.keyboard.press("Enter")
    assert_at(page, 1)


def test_clicked_unit_and_cell_are_followed(opened):
    page = opened()
    for place in range(1, 4):
        press(page, "Next line")
        assert_at(page, place)  # Streamlit makes one press of two that come during one run
    charts = main(page).locator("svg.marks")
    charts.first.locator("path[aria-label^='Unit: 5;']").click()
    main(page).get_by_text(re.compile(r"Followed: hidden.0.weight \[5, \d+\]")).wait_for()
    charts.nth(1).locator("path[aria-label*='Weight: 406;']").click()
    main(page).get_by_text("Followed: hidden.0.weight [5, 406]").wait_for()
    row = main(page).get_by_role("row").filter(has_text="gradient, by backward()")
    marked = charts.nth(1).locator("path[stroke-width='3']")
    assert "Weight: 406" in marked.get_attribute("aria-label")
    assert row.count() == 1


def test_every_line_fits_a_phone(opened):
    page = opened(width=390, scheme="dark", touch=True)
    for place in range(len(PHASES)):
        assert_at(page, place)
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 390, PHASES[place].title
        press(page, "Next line")


def broken_names(page) -> list[str]:
    """The words of the shown source that are broken into two lines."""
    return page.evaluate(
        """() => {
            const broken = [];
            for (const line of document.querySelectorAll('.lab-source > div')) {
                const text = [...line.childNodes].find(node => node.nodeType === 3);
                for (const word of text.data.matchAll(/\\w+/g)) {
                    const range = document.createRange();
                    range.setStart(text, word.index);
                    range.setEnd(text, word.index + word[0].length);
                    if (range.getClientRects().length > 1) broken.push(word[0]);
                }
            }
            return broken;
        }"""
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_code_has_the_whole_width_and_no_name_breaks(opened, width):
    page = opened(width=width)
    code = main(page).locator(".lab-source").bounding_box()
    buttons = main(page).locator(".st-key-bench_batch").bounding_box()
    assert abs(code["width"] - buttons["width"]) <= 2
    assert broken_names(page) == []
    assert main(page).locator("[aria-current=step]").inner_text().strip().startswith("logits")


def test_page_is_not_longer_than_three_screens(open_page):
    page = open_page("one_step?model=batchnorm")
    wait_for_page(page, "One step")
    for place in range(len(PHASES)):
        assert_at(page, place)
        page.wait_for_timeout(500)
        assert main(page).evaluate("main => main.scrollHeight") <= 3 * 800, PHASES[place].title
        if place < len(PHASES) - 1:
            press(page, "Next line")
    main(page).get_by_text("By hand", exact=True).click()
    main(page).get_by_text("The network's own output here is").wait_for()
    assert main(page).evaluate("main => main.scrollHeight") <= 3 * 800
    page.wait_for_function("() => location.search.includes('view=by-hand')")


def test_layers_are_looked_at_one_by_one(opened):
    page = opened()
    main(page).get_by_text("nothing is computed").wait_for()
    main(page).get_by_text("hidden.1 (ReLU)", exact=True).click()
    main(page).get_by_text("were negative and are 0 now").wait_for()
    assert main(page).locator(".lab-layers").count() == 2
