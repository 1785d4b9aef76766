"""Photograph every page and view in both themes, wide and narrow, and glue one contact sheet.

``make screenshots`` writes ``screenshots/contact_sheet.png``: a row for each view, with the wide
pictures first. Each picture is the first screen, which is where a page has to tell what it is for.
Where the views of a page begin below it, it is the screen that begins with them.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Page, sync_playwright

from benchmarks.walk import settle
from dashboard.page_list import PAGES
from tests.browser.driver import ROOT, find_chromium, running_server
from tests.browser.helpers import draw_one, wait_for_state
from tests.browser.visitor import go_to, main, press

SHEET = ROOT / "screenshots" / "contact_sheet.png"
SIZES = ((1280, 800), (390, 844))
SCHEMES = ("light", "dark")
# Of each picture on the sheet; the strip above it has the view's name.
HEIGHT, STRIP, GAP = 300, 18, 6
# The sidebar closes and charts are drawn anew.
MOVING_MILLISECONDS = 600
VIEWS = "[class*=st-key-][class*=_view] [role=radio]"

# Views that begin below the first screen, as on Sketch, would all look the same.
SHOW_THE_VIEW = """(main, views) => {
    main.scrollTo(0, 0);
    const choice = main.querySelector(views);
    if (choice && choice.getBoundingClientRect().top > 0.7 * main.clientHeight)
        choice.scrollIntoView();
}"""


def views(page: Page) -> Iterator[str]:
    """Go to every page and view, and yield its name when it is there."""
    for name in (entry.title for entry in PAGES.values()):
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        go_to(page, name)
        if name == "Sketch":
            draw_one(page)
            main(page).get_by_role("heading", name="Under the microscope").wait_for()
        settle(page)
        choices = main(page).locator(VIEWS)
        if not choices.count():
            yield name
        for place in range(choices.count()):
            page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
            choices.nth(place).click()
            settle(page)
            yield f"{name}: {choices.nth(place).inner_text()}"


def pictures(page: Page) -> list[Image.Image]:
    """Photograph the first screen in every size and theme."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(MOVING_MILLISECONDS)
            main(page).evaluate(SHOW_THE_VIEW, VIEWS)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            found.append(picture.resize((HEIGHT * width // height, HEIGHT), Image.Resampling.BOX))
    return found


def contact_sheet(rows: dict[str, list[Image.Image]]) -> Image.Image:
    """Put the pictures of every view side by side, the views below each other."""
    first = next(iter(rows.values()))
    width = sum(picture.width + GAP for picture in first)
    sheet = Image.new("RGB", (width, len(rows) * (HEIGHT + STRIP + GAP)), "white")
    pen = ImageDraw.Draw(sheet)
    for row, (name, found) in enumerate(rows.items()):
        left, top = 0, row * (HEIGHT + STRIP + GAP)
        pen.text((4, top + 3), name, fill="black")
        for picture in found:
            sheet.paste(picture, (left, top + STRIP))
            left += picture.width + GAP
    return sheet


def photograph() -> None:
    """Train the quick recipe on a server of its own, and photograph everything."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(color_scheme=SCHEMES[0])
        page.set_default_timeout(60_000)
        page.goto(server.url)
        press(page, "Train your own")
        wait_for_state(page, "Finished")
        rows = {name: pictures(page) for name in views(page)}
        browser.close()
    SHEET.parent.mkdir(exist_ok=True)
    contact_sheet(rows).save(SHEET)
    print(f"{SHEET}: {len(rows)} views, {len(SIZES) * len(SCHEMES)} pictures of each")


if __name__ == "__main__":
    photograph()
