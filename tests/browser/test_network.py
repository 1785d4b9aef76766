"""The picture of a network moves while it trains, and what is read in it is true."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from core.inside import flow_of
from core.links import config_to_query
from core.training import wall_rows
from dashboard.wording import percent
from tests.browser.helpers import LONG_RUN, newest_run
from tests.browser.test_looks import contrast
from tests.browser.visitor import go_to, main, press, wait_for_page

pytestmark = pytest.mark.browser

STEP_CHANGES = """step => {
    const roots = [...document.querySelectorAll('*')].map(e => e.shadowRoot).filter(Boolean);
    const found = roots.map(root => root.querySelector('canvas[data-step]')).find(Boolean);
    return found && found.dataset.step !== step;
}"""


def picture(page):
    return main(page).locator(".picture > canvas")


def reading(page) -> str:
    return main(page).locator(".picture .reading").inner_text()


def opened(open_page, **options):
    page = open_page(f"network?{urlencode(config_to_query(LONG_RUN))}", **options)
    wait_for_page(page, "Network")
    picture(page).wait_for()
    page.wait_for_function(STEP_CHANGES, arg="none")
    return page


def step_of(page) -> str:
    return picture(page).get_attribute("data-step")


def size(page) -> tuple[int, int]:
    box = picture(page).bounding_box()
    return round(box["width"]), round(box["height"])


def test_picture_moves_while_its_network_trains_and_its_numbers_are_those_of_its_step(
    open_page, server_environment
):
    page = opened(open_page)
    assert step_of(page) == "0"
    before = size(page)
    press(page, "Train this network")
    for _ in range(2):
        page.wait_for_function(STEP_CHANGES, arg=step_of(page))
    assert int(step_of(page)) > 0
    assert size(page) == before, "nothing jumps"

    sidebar = page.get_by_test_id("stSidebar")
    press(page, "Stop")
    sidebar.get_by_text(re.compile("Stopped before its end")).wait_for()
    run = newest_run(page, server_environment)
    main(page).get_by_text(re.compile(f"Run 1 after {run.step:,} steps?")).wait_for()
    page.wait_for_function(
        STEP_CHANGES.replace("!== step", "=== step"), arg=str(run.step), timeout=10_000
    )
    validation = run.data.validation
    image = validation.images[wall_rows(validation.labels, 10)[3]]
    flow = flow_of(run.copy_model(), image, run.data.standardization)
    picture(page).focus()
    page.keyboard.press("ArrowRight")
    assert "The image" in reading(page)
    for _ in flow.stages:
        page.keyboard.press("ArrowRight")
    for digit, logit in enumerate(flow.stages[-1].values):
        words = reading(page)
        assert words.startswith(f"digit {digit}")
        found = float(re.search(r"logit (-?[\d.]+)", words)[1])
        assert found == pytest.approx(float(logit), rel=0.01, abs=1e-4)
        assert f"probability {percent(float(flow.probabilities[digit]))}" in words
        page.keyboard.press("ArrowDown")

    stage = flow.stages[0]
    for part, whole in (("value", stage.values[2]), ("weights", stage.weights[2])):
        row, column, found = pointed_at(page, f"boxes[0][2].{part}")
        assert found == pytest.approx(float(whole[row, column]), rel=0.01, abs=1e-6)
    row, column, ink = pointed_at(page, "image")
    assert ink == image[row, column]
    move_to(page, "lines.at(-1).path")
    adds, unit = re.search(r"adds (-?[\d.]+) to \w+ (\d+)", reading(page)).groups()
    where = picture(page).evaluate("canvas => canvas.parentNode.view.chosen")
    link = flow.stages[where["s"]].links[where["i"], where["j"]]
    assert (int(unit), float(adds)) == (where["i"], pytest.approx(float(link), rel=0.01))


def move_to(page, what: str) -> None:
    """Point at a box of the picture, a little beside its middle, or at the middle of a line."""
    picture(page).scroll_into_view_if_needed()
    x, y = picture(page).evaluate(
        """(canvas, what) => {
            const found = what.split(/[.[\\]()]+/).filter(Boolean);
            let place = canvas.parentNode.view.places;
            for (const name of found.filter(name => name !== 'at')) {
                place = name === '-1' ? place[place.length - 1] : place[name];
            }
            const corner = canvas.getBoundingClientRect();
            const [a, b, c, d] = Array.isArray(place) ? place : [];
            const middle = i => (a[i] + 3 * b[i] + 3 * c[i] + d[i]) / 8;
            const [x, y] = a ? [middle(0), middle(1)]
                : [place.x + place.w * 0.55, place.y + place.h * 0.45];
            return [corner.x + x, corner.y + y];
        }""",
        what,
    )
    page.mouse.move(x, y)


def pointed_at(page, what: str) -> tuple[int, int, float]:
    """The row, the column and the number that are read where the mouse is."""
    move_to(page, what)
    found = re.search(r"row (\d+), column (\d+)\s+\w+ (-?[\d.]+)", reading(page))
    return int(found[1]), int(found[2]), float(found[3])


def test_reading_goes_away_with_the_mouse(open_page):
    page = opened(open_page)
    pointed_at(page, "image")
    page.mouse.move(5, 5)
    main(page).locator(".picture .reading").wait_for(state="hidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_picture_stands_in_one_column_on_a_phone(open_page, scheme):
    page = opened(open_page, width=390, scheme=scheme, touch=True)
    width, height = size(page)
    assert 340 <= width <= 390
    assert height > width
    assert main(page).evaluate("main => main.scrollWidth") <= 390


def test_view_stands_in_the_address(open_page):
    page = open_page("network?view=layer-by-layer")
    wait_for_page(page, "Network")
    main(page).get_by_test_id("stDataFrame").wait_for()
    main(page).get_by_text("Picture", exact=True).click()
    picture(page).wait_for()
    page.wait_for_function("() => !location.search.includes('view=')")
    main(page).get_by_text("Layer by layer", exact=True).click()
    main(page).get_by_test_id("stDataFrame").wait_for()
    page.wait_for_function("() => location.search.includes('view=layer-by-layer')")
    go_to(page, "One step")
    assert "view=" not in page.url
    go_to(page, "Network")
    main(page).get_by_test_id("stDataFrame").wait_for()
    page.wait_for_function("() => location.search.includes('view=layer-by-layer')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_captions_can_be_read_on_their_paper(open_page, scheme):
    page = opened(open_page, scheme=scheme)
    text, paper, opacity = (
        main(page)
        .get_by_test_id("stCaptionContainer")
        .first.evaluate(
            """caption => {
            const app = document.querySelector('[data-testid=stApp]');
            const paper = getComputedStyle(app).backgroundColor;
            const style = getComputedStyle(caption);
            return [style.color, paper, Number(style.opacity)];
        }"""
        )
    )
    ink, ground = ([int(part) for part in re.findall(r"\d+", one)] for one in (text, paper))
    seen = [round(a * opacity + b * (1 - opacity)) for a, b in zip(ink, ground, strict=True)]
    assert contrast(f"rgb({seen[0]}, {seen[1]}, {seen[2]})", paper) >= 4.5


@pytest.mark.parametrize("view", ["", "layer-by-layer"])
def test_page_is_not_longer_than_three_screens(open_page, view):
    page = open_page(f"network?view={view}")
    wait_for_page(page, "Network")
    page.wait_for_timeout(500)
    assert main(page).evaluate("main => main.scrollHeight") <= 3 * 800
