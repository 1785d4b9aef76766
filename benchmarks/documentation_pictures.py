"""Make the pictures of README and docs, from the real dashboard in a real browser.

    make pictures

``docs/first_minute.webp`` moves: a network is chosen and trained, and reads a drawing.
``docs/pictures/*.webp`` are the first screens of all pages after that. The film is as fast as the
page was, except that long waiting is shortened. (Figures of measurements are made by their own
benchmarks, as ``docs/cost.png`` by ``benchmarks/cost.py``.)
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image, ImageChops
from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.walk import settle
from dashboard.page_list import PAGES
from tests.browser.driver import ROOT, find_chromium, running_server
from tests.browser.visitor import draw, go_to, main, on_screen, wait_for_page

FILM, PICTURES = ROOT / "docs" / "first_minute.webp", ROOT / "docs" / "pictures"
SCREEN, SHOWN = {"width": 1280, "height": 800}, (960, 600)
RECIPE = "Quick"
SEVEN = [[(70, 70), (200, 66), (150, 150), (120, 240)]]
# Between two looks at the page, and how long a moment may last in the film.
LOOK_MILLISECONDS, LONGEST, LAST = 120, 1_200, 3_000
# Bytes of all of them.
MOST_FILM, MOST_PICTURES = 2_000_000, 1_000_000
QUALITY = 72

POINTER = """() => {
    const dot = document.createElement('div');
    dot.style.cssText = 'position:fixed;left:640px;top:400px;width:22px;height:22px;'
        + 'z-index:9999999;margin:-11px;border-radius:50%;border:3px solid #D55E00;'
        + 'background:#D55E0055;pointer-events:none';
    document.body.append(dot);
    for (const kind of ['mousemove', 'pointermove'])
        addEventListener(kind, event => {
            dot.style.left = event.clientX + 'px';
            dot.style.top = event.clientY + 'px';
        }, true);
    for (const [kind, color] of [['pointerdown', '#D55E00'], ['pointerup', '#D55E0055']])
        addEventListener(kind, () => dot.style.background = color, true);
}"""


def screen(page: Page) -> Image.Image:
    """Photograph the page as it is shown in the docs."""
    picture = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
    return picture.resize(SHOWN, Image.Resampling.LANCZOS)


class Film:
    """Moments of a page, each shown until the next one that differs."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.moments: list[Image.Image] = []
        self.times: list[float] = []

    def look(self) -> None:
        """Take a moment, unless nothing has changed."""
        moment = screen(self.page)
        if not self.moments or ImageChops.difference(moment, self.moments[-1]).getbbox():
            self.moments.append(moment)
            self.times.append(time.monotonic())

    def look_until(self, done: Callable[[], bool], most_seconds: float) -> None:
        """Watch until something is so."""
        until = time.monotonic() + most_seconds
        while time.monotonic() < until:
            self.look()
            if done():
                return
            self.page.wait_for_timeout(LOOK_MILLISECONDS)
        raise RuntimeError("the page did not come to where the film should go on")

    def look_for(self, seconds: float) -> None:
        """Watch so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.look()
            self.page.wait_for_timeout(LOOK_MILLISECONDS)

    def click(self, target) -> None:
        """Go to something with the pointer, and click it."""
        box = target.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for step in range(1, 4):
            self.page.mouse.move(640 + (x - 640) * step / 3, 400 + (y - 400) * step / 3)
            self.look()
        target.click()

    def save(self, path: Path) -> None:
        """Write it as a WebP that runs again and again."""
        shown = [
            max(40, min(LONGEST, round(1_000 * (after - before))))
            for before, after in zip(self.times, self.times[1:], strict=False)
        ]
        first, *others = self.moments
        first.save(
            path, save_all=True, append_images=others, duration=[*shown, LAST], loop=0,
            quality=QUALITY, method=4, minimize_size=False,
        )  # fmt: skip


def run_state(page: Page) -> str:
    """Read the line above the progress bar; empty while the page is drawn."""
    try:
        return page.get_by_test_id("stProgress").first.inner_text(timeout=500)
    except Error:
        return ""


def film_the_first_minute(page: Page) -> Film:
    """Choose a network, train it, draw a seven for it."""
    film = Film(page)
    go_to(page, "Train")
    page.evaluate(POINTER)
    film.look_for(1.2)
    film.click(page.locator(".st-key-recipe").get_by_role("combobox"))
    film.look_for(0.8)
    film.click(page.get_by_role("option", name=RECIPE, exact=True))
    settle(page)
    film.look_for(0.8)
    film.click(main(page).get_by_role("button", name="Train", exact=True))
    film.look_until(lambda: "Finished" in run_state(page), 120)
    film.look_for(2)
    film.click(page.get_by_test_id("stSidebarNav").get_by_role("link", name="Sketch", exact=True))
    wait_for_page(page, "Sketch")
    settle(page)
    page.wait_for_timeout(800)  # The canvas comes last.
    film.look_for(0.8)
    for stroke in SEVEN:
        start, *others = on_screen(page, *stroke)
        page.mouse.move(*start)
        page.mouse.down()
        for place in others:
            page.mouse.move(*place, steps=5)
            film.look()
        page.mouse.up()
    said = page.locator(".st-key-sketch_prediction")
    said.get_by_text("7", exact=True).first.wait_for()
    film.look_for(1.5)
    return film


def photograph_pages(page: Page) -> dict[str, Image.Image]:
    """Photograph the first screen of every page, with a run that is finished."""
    found = {}
    for name, entry in PAGES.items():
        go_to(page, entry.title)
        if name in ("home", "sketch"):
            for stroke in SEVEN:
                draw(page, *stroke)
        settle(page)
        page.wait_for_timeout(1_500)  # Charts are drawn, and on Home both networks have answered.
        main(page).evaluate("main => main.scrollTo(0, 0)")
        page.wait_for_timeout(300)
        found[name] = screen(page)
    return found


def make_all() -> None:
    """Make all pictures on a server of their own, and say how large they are."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport=SCREEN, color_scheme="light")
        page.set_default_timeout(60_000)
        page.goto(server.url)
        wait_for_page(page, "Home")
        film = film_the_first_minute(page)
        page.reload()  # Without the pointer.
        pictures = photograph_pages(page)
        browser.close()
    film.save(FILM)
    for name, picture in pictures.items():
        picture.save(PICTURES / f"{name}.webp", quality=QUALITY, method=6)
    size = sum((PICTURES / f"{name}.webp").stat().st_size for name in pictures)
    print(f"{FILM}: {len(film.moments)} moments, {FILM.stat().st_size:,} bytes")
    print(f"{PICTURES}: {len(pictures)} pages, {size:,} bytes")
    if FILM.stat().st_size > MOST_FILM or size > MOST_PICTURES:
        raise SystemExit("That is too large for a repository.")


if __name__ == "__main__":
    make_all()
