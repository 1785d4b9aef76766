"""Every page, wide and narrow, light and dark: nothing breaks and nothing sticks out."""

from __future__ import annotations

import pytest

from tests.browser.driver import ROOT
from tests.browser.visitor import main

pytestmark = pytest.mark.browser

PAGES = sorted(file.stem for file in (ROOT / "pages").glob("*.py"))


@pytest.mark.sample(6)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_page_fits_its_window_and_shows_no_error(open_page, path, width, scheme):
    page = open_page("" if path == "home" else path, width=width, scheme=scheme)
    page.get_by_test_id("stStatusWidget").wait_for(state="detached")
    page.wait_for_timeout(300)
    assert page.get_by_test_id("stException").count() == 0
    inside, outside = main(page).evaluate("main => [main.scrollWidth, main.clientWidth]")
    assert inside <= outside, "the page scrolls sideways"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(open_page, scheme):
    page = open_page("data", scheme=scheme)
    text, paper = (
        main(page)
        .get_by_role("heading", level=1)
        .evaluate(
            """heading => {
            const app = document.querySelector('[data-testid=stApp]');
            return [getComputedStyle(heading).color, getComputedStyle(app).backgroundColor];
        }"""
        )
    )
    assert contrast(text, paper) >= 4.5


def contrast(first: str, second: str) -> float:
    """WCAG 2.2 contrast ratio of two colors written as rgb(r, g, b)."""

    def luminance(color: str) -> float:
        channels = [int(part) / 255 for part in color[color.index("(") + 1 : -1].split(",")[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
