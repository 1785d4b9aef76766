"""What a visitor does on the pages, for browser tests and benchmarks."""

from __future__ import annotations

import re

CANVAS = "canvas.upper-canvas"
# Of its side, in pixels.
DRAWING = 280


def main(page):
    """Return the page without header and sidebar."""
    return page.get_by_test_id("stMain")


def workspace_of(page) -> str:
    """Return the name of the workspace in the page's address."""
    return re.search(r"[?&]workspace=([0-9a-f]{32})", page.url)[1]


def press(page, name: str) -> None:
    """Press a button of the page."""
    main(page).get_by_role("button", name=name, exact=True).click()


def wait_for_page(page, name: str) -> None:
    """Wait until a page is shown and its script has ended."""
    title = "Digit Lab" if name == "Home" else name
    main(page).get_by_role("heading", level=1, name=title, exact=True).wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def follow(page, name: str) -> None:
    """Click a page's name in the navigation."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()


def go_to(page, name: str) -> None:
    """Change to another page and wait until it is complete."""
    follow(page, name)
    wait_for_page(page, name)


def _progress(page):
    return main(page).get_by_test_id("stProgress").first


def wait_for_progress(page, pattern: str) -> None:
    """Wait until the text of the progress bar matches a regular expression."""
    _progress(page).get_by_text(re.compile(pattern)).wait_for(timeout=120_000)


def progress_text(page) -> str:
    """Return the text of the progress bar."""
    return _progress(page).inner_text()


def step_in(text: str) -> int:
    """Return the step in "step 1,234 of 5,640"; 0 if there is none."""
    found = re.search(r"step ([\d,]+) of", text)
    return int(found[1].replace(",", "")) if found else 0


def step_count(page) -> int:
    """Return the step in the progress bar."""
    return step_in(progress_text(page))


def _canvas(page):
    canvas = page.locator(CANVAS)
    # While one canvas takes the place of another, for a moment both are there.
    canvas.nth(1).wait_for(state="detached")
    canvas.wait_for()
    return canvas


def on_screen(page, *points: tuple[float, float]) -> list[tuple[float, float]]:
    """Find where points of the drawing lie on the screen, once it can be drawn on.

    The drawing is 280 pixels wide; the screen shows it as large as there is room.
    """
    canvas = _canvas(page)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    scale = box["width"] / DRAWING
    return [(box["x"] + x * scale, box["y"] + y * scale) for x, y in points]


def clear_canvas(page) -> None:
    """Press Clear and wait until the drawing area is replaced by an empty one."""
    used = _canvas(page).element_handle()
    press(page, "Clear")
    page.wait_for_function("canvas => !canvas.isConnected", arg=used)
    # The new one takes strokes once it has loaded its empty drawing, which no element tells.
    _canvas(page)
    page.wait_for_timeout(100)


def draw(page, *points: tuple[float, float]) -> None:
    """Draw one stroke with the mouse through points of the drawing."""
    start, *rest = on_screen(page, *points)
    page.mouse.move(*start)
    page.mouse.down()
    for point in rest:
        page.mouse.move(*point, steps=12)
    page.mouse.up()


class Finger:
    """A finger on a touch screen."""

    def __init__(self, page) -> None:
        self._screen = page.context.new_cdp_session(page)

    def stroke(self, *points: tuple[float, float]) -> None:
        """Go over the screen through points."""
        start, *rest = points
        self._touch("touchStart", start)
        for point in rest:
            self._touch("touchMove", point)
        self._touch("touchEnd")

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in points]
        self._screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
