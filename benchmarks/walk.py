"""A visitor who looks at everything: every page, every view, every choice within a view."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, Page

from tests.browser.visitor import clear_canvas, draw, go_to, main, press, wait_for_page
from tests.browser.visitor import wait_for_progress as wait_for_run

Visit = tuple[str, Callable[[], object]]

TITLES = ("Home", "Data", "Network", "One step", "Evaluate", "Inside", "Compare", "Sketch")
# What the keys of their views and of their menus of networks begin with.
VIEW_PAGES = {"Evaluate": "evaluate", "Inside": "inside", "Compare": "compare", "Sketch": "sketch"}
# Buttons that begin long work; views have them where they need them.
WORK = (
    "Open the test images",
    "Look for wrong labels",
    "Tune by peeking",
    "Prepare the report",
    "Report (HTML)",
    "Tables (ZIP of CSV)",
    "Place the digits",
    "Train 10 steps on them",
    "Let the rate rise",
    "Climb the ladder",
    "Search",
    "Continue search",
)
TRIALS = "3"
# "Fastest" and "Robust" would only take longer, not more memory than the CNN.
RECIPES = ("Quick", "MLP, classic", "Quick", "CNN, classic", "Quick", "Linear")
SHORT_RECIPE = "Quick"


def settle(page: Page) -> None:
    """Wait until what was clicked has had its effect."""
    page.wait_for_timeout(400)  # Until then the script may not have begun.
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def complaints(page: Page) -> list[str]:
    """Read what the page says went wrong: tracebacks and red boxes."""
    red = "[data-testid=stException], [data-testid=stAlertContentError]"
    return main(page).locator(red).all_inner_texts()


def train_another(page: Page, number: int) -> None:
    """Train a short run that differs from all others in recipe or learning rate."""
    recipe = RECIPES[number % len(RECIPES)]
    go_to(page, "Train")
    page.locator(".st-key-recipe").get_by_role("combobox").click()
    page.get_by_role("option", name=recipe, exact=True).click()
    settle(page)
    if recipe != SHORT_RECIPE:
        page.locator(".st-key-epochs").get_by_role("slider").focus()
        page.keyboard.press("Home")
        settle(page)
    for _ in range(number // len(RECIPES)):
        page.locator(".st-key-learning_rate").get_by_role("slider").focus()
        page.keyboard.press("ArrowLeft")
        settle(page)
    press(page, "Train")
    wait_for_run(page, "Finished")
    settle(page)


def choose_network(page: Page, key: str, number: int) -> None:
    """Choose a run by its number in a menu of networks."""
    page.locator(f".st-key-{key}").get_by_role("combobox").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"Run {number} (")
    page.get_by_role("option", name=f"Run {number} (").first.click()
    settle(page)


def _choices(place: Locator) -> list[str]:
    return place.get_by_role("radio").all_inner_texts()


def _work(page: Page) -> None:
    """Do whatever long work is offered, and wait for its end."""
    # Tables have buttons too, and one of them is called Search.
    buttons = main(page).locator("[data-testid=stButton], [data-testid=stDownloadButton]")
    for name in WORK:
        button = buttons.get_by_role("button", name=name, exact=True)
        if button.count() and button.is_enabled():
            button.click()
            settle(page)


def _move_slider(page: Page) -> None:
    """Look at some moments of a run's life, the first and the last one among them."""
    slider = page.locator(".st-key-inside_position").get_by_role("slider")
    for key in ("Home", "ArrowRight", "ArrowRight", "End", "ArrowLeft"):
        if slider.count():
            slider.focus()
            page.keyboard.press(key)
            settle(page)


def _open_image(page: Page) -> None:
    """Open the first image of a wall, and look closer in every way."""
    image = main(page).locator("[class*=_wall]").get_by_role("button")
    if not image.count():
        return
    image.first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio").first.wait_for()
    for name in _choices(dialog):
        dialog.get_by_role("radio", name=name, exact=True).first.click()
        settle(page)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")


def look_at(page: Page, title: str, view: str) -> None:
    """Open a view, move its time slider, make every choice in it, do its long work."""
    views = page.locator(f".st-key-{VIEW_PAGES[title]}_view")
    views.get_by_role("radio", name=view, exact=True).click()
    settle(page)
    if view == "Search":
        trials = page.locator(".st-key-search_trials input")
        trials.fill(TRIALS)
        trials.press("Enter")
        settle(page)
    _move_slider(page)
    everywhere = _choices(main(page))
    for name in everywhere[everywhere.index(_choices(views)[-1]) + 1 :]:
        choice = main(page).get_by_role("radio", name=name, exact=True).last
        if choice.count():
            choice.click()
            settle(page)
    _work(page)
    if title == "Evaluate":
        _open_image(page)


def _open_with_network(page: Page, title: str, number: int) -> None:
    go_to(page, title)
    menu = {"One step": "bench_source"}.get(title, f"{title.lower()}_run")
    if page.locator(f".st-key-{menu}").count():
        choose_network(page, menu, number)


def _take_steps(page: Page) -> None:
    for name in (*["Next line"] * 5, "Again, same batch", "Other batch"):
        press(page, name)
        settle(page)


def _draw_seven(page: Page) -> None:
    clear_canvas(page)
    draw(page, (60, 50), (150, 48), (95, 200))
    settle(page)


def visits(page: Page, title: str, number: int) -> Iterator[Visit]:
    """Tell one after the other what can be done on a page, with the network of some run."""
    yield title, lambda: _open_with_network(page, title, number)
    if title == "One step":
        yield f"{title}: a whole step", lambda: _take_steps(page)
    if title == "Sketch":
        yield f"{title}: draw", lambda: _draw_seven(page)
    if title in VIEW_PAGES:
        for view in _choices(page.locator(f".st-key-{VIEW_PAGES[title]}_view")):
            yield f"{title}: {view}", lambda view=view: look_at(page, title, view)


def look_at_all_networks(page: Page, runs: int) -> None:
    """Choose one network after the other on Inside."""
    go_to(page, "Inside")
    for number in range(1, runs + 1):
        choose_network(page, "inside_run", number)
    wait_for_page(page, "Inside")
