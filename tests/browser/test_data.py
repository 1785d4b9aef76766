"""The Data page in a real browser: an address for each view, a digit in the first screen."""

from __future__ import annotations

import pytest

from dashboard.furniture.views import short_name
from tests.browser.helpers import has_mnist
from tests.browser.visitor import main, wait_for_page

pytestmark = pytest.mark.browser

VIEWS = ("Many hands", "One image", "Augmentation", "How many", "The file")
MAX_SCREENS = 3


@pytest.mark.sample(2)
@pytest.mark.parametrize("view", VIEWS)
def test_view_opens_by_its_address_with_a_digit_in_the_first_screen(open_page, view):
    page = open_page(f"data?view={short_name(view)}")
    wait_for_page(page, "Data")
    chosen = main(page).get_by_role("radio", name=view, exact=True)
    assert chosen.get_attribute("aria-checked") == "true"
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_timeout(500)
    assert main(page).evaluate("main => main.scrollHeight") <= MAX_SCREENS * 800
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        box = main(page).locator(".lab-digit-picture").first.bounding_box()
        if has_mnist():  # Without it a notice stands above the digit.
            assert 0 <= box["y"] < box["y"] + box["height"] <= height, (width, height)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
