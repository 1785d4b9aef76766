"""How a visitor finds things on the pages."""

from __future__ import annotations

import re


def main(page):
    return page.get_by_test_id("stMain")


def press(page, name: str) -> None:
    main(page).get_by_role("button", name=name, exact=True).click()


def go_to(page, name: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    title = "Digit Lab" if name == "Home" else name
    main(page).get_by_role("heading", level=1, name=title).wait_for()


def progress_text(page) -> str:
    return main(page).get_by_test_id("stProgress").first.inner_text()


def step_count(page) -> int:
    """Read "step 1,234 of 5,640" from the progress bar."""
    found = re.search(r"step ([\d,]+) of", progress_text(page))
    return int(found[1].replace(",", "")) if found else 0


def wait_for_step(page, smallest: int) -> int:
    page.wait_for_function(
        """smallest => {
            const bar = document.querySelector('[data-testid=stMain] [data-testid=stProgress]');
            const found = bar && bar.innerText.match(/step ([\\d,]+) of/);
            return found && Number(found[1].replaceAll(',', '')) >= smallest;
        }""",
        arg=smallest,
        timeout=60_000,
    )
    return step_count(page)


def wait_for_state(page, state: str) -> None:
    main(page).get_by_test_id("stProgress").first.get_by_text(state, exact=True).wait_for(
        timeout=120_000
    )


def draw(page, *points: tuple[float, float]) -> None:
    """Draw one stroke through points given in canvas pixels."""
    from playwright.sync_api import expect  # not there with requirements.txt alone

    canvas = page.locator("canvas.upper-canvas")
    # A cleared canvas is a new one; for a moment the old one is still there.
    expect(canvas).to_have_count(1)
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    corner = box["x"], box["y"]
    (x, y), *rest = points
    page.mouse.move(corner[0] + x, corner[1] + y)
    page.mouse.down()
    for x, y in rest:
        page.mouse.move(corner[0] + x, corner[1] + y, steps=12)
    page.mouse.up()


def draw_one(page) -> None:
    draw(page, (150, 45), (132, 235))
