"""Train on a desktop and on a phone: its curves, its settings, and that nothing flashes."""

from __future__ import annotations

import pytest

from tests.browser.helpers import has_mnist, open_settings, quick_config, wait_for_state
from tests.browser.visitor import go_to, main, press, wait_for_page

pytestmark = pytest.mark.browser

PHONE_HEIGHT, DESKTOP_HEIGHT = 844, 800
SHORT = quick_config(train_size=1_000, epochs=2)
# In each frame: how many curves are drawn, and where they, the wall and a setting begin.
WATCH = """() => {
    window.seen = new Set();
    const block = document.querySelector('[data-testid=stMainBlockContainer]');
    const top = name => {
        const found = document.querySelector(name);
        const place = found && found.getBoundingClientRect();
        return place && Math.round(place.top - block.getBoundingClientRect().top);
    };
    const look = () => {
        const curves = document.querySelectorAll('.st-key-curves [data-testid=stVegaLiteChart]');
        const drawn = [...curves].filter(curve => curve.querySelector('svg, canvas')).length;
        const places = ['.st-key-curves', '.lab-wall', '.st-key-learning_rate'].map(top);
        window.seen.add(JSON.stringify([drawn, ...places]));
        requestAnimationFrame(look);
    };
    look();
}"""


def curves(page):
    """The pictures of loss and accuracy, in this order."""
    return main(page).locator(".st-key-curves [data-testid=stVegaLiteChart]")


def box(found) -> dict:
    """Where something lies on the page, however far it is scrolled."""
    return found.evaluate(
        """element => {
            const block = document.querySelector('[data-testid=stMainBlockContainer]');
            const place = element.getBoundingClientRect(), start = block.getBoundingClientRect();
            return {left: place.left, right: place.right, top: place.top - start.top,
                    bottom: place.bottom - start.top, width: place.width};
        }"""
    )


def boxes(page) -> tuple[dict, dict]:
    """Where both curves lie."""
    return box(curves(page).first), box(curves(page).last)


def top_of_settings(page) -> float:
    return box(main(page).locator(".st-key-learning_rate"))["top"]


def open_train(open_page, width: int):
    page = open_page("train", width=width)
    wait_for_page(page, "Train")
    curves(page).last.locator("svg").first.wait_for()
    return page


def test_curves_stand_beside_each_other_in_the_first_screen_of_a_desktop(open_page):
    page = open_train(open_page, 1280)
    loss, accuracy = boxes(page)
    assert loss["top"] == accuracy["top"]
    assert loss["right"] <= accuracy["left"]
    # All of the page's width but the gap; before it was 515 pixels of 820.
    assert loss["width"] + accuracy["width"] > 780
    if has_mnist():  # Without it a notice stands above them.
        assert max(loss["bottom"], accuracy["bottom"]) < DESKTOP_HEIGHT


def test_on_a_phone_curves_follow_each_other_and_settings_are_on_one_screen_with_them(open_page):
    page = open_train(open_page, 390)
    loss, accuracy = boxes(page)
    assert loss["bottom"] <= accuracy["top"]
    assert min(loss["width"], accuracy["width"]) > 340
    assert loss["bottom"] - top_of_settings(page) < PHONE_HEIGHT
    press_all_settings(page)
    assert boxes(page)[0]["top"] - top_of_settings(page) < PHONE_HEIGHT


def press_all_settings(page) -> None:
    """Open all settings, or fold them."""
    main(page).locator(".st-key-more_settings summary").click()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def test_one_press_opens_all_settings_and_they_stay_open(open_page):
    page = open_train(open_page, 1280)
    assert main(page).get_by_role("slider").count() == 3
    assert main(page).locator(".st-key-seed").count() == 0
    press_all_settings(page)
    main(page).locator(".st-key-seed").wait_for()
    main(page).get_by_role("slider", name="Epochs").focus()
    page.keyboard.press("ArrowRight")
    main(page).get_by_text("Changed: epochs").wait_for()
    assert main(page).locator(".st-key-seed").is_visible()
    go_to(page, "Data")
    go_to(page, "Train")
    main(page).locator(".st-key-seed").wait_for()


@pytest.mark.sample(1)
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_and_nothing_flashes_when_a_run_begins_and_ends(open_page, width):
    page = open_settings(lambda path: open_page(path, width=width), SHORT)
    curves(page).last.locator("svg").first.wait_for()
    # All settings, which the link has changed, unfold; the notice of the link goes.
    main(page).locator(".st-key-seed").wait_for()
    page.get_by_text("Settings from the link").wait_for(state="detached")
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    press(page, "Train")
    wait_for_state(page, "Finished")
    page.wait_for_timeout(500)
    seen = page.evaluate("() => [...window.seen]")
    assert len(seen) == 1, f"curves drawn, places of curves, wall and setting: {seen}"
    assert seen[0].startswith("[2,")


def test_axes_are_labeled_with_plain_numbers(open_page):
    page = open_settings(open_page, quick_config(train_size=1_000, epochs=1, learning_rate=0.0005))
    press(page, "Train")
    wait_for_state(page, "Finished")
    chart = main(page).locator(".st-key-step_curves [data-testid=stVegaLiteChart]").last
    chart.locator("svg text").first.wait_for()
    labels = chart.locator("svg text").all_text_contents()
    assert "0.0005" in labels or "0.0004" in labels
    assert not [label for label in labels if "e-" in label or "e\N{MINUS SIGN}" in label]
