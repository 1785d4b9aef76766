"""The Evaluate page in a real browser: a cell, its images, one of them; by mouse and keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.helpers import has_mnist, open_settings, quick_config, wait_for_state
from tests.browser.visitor import go_to, main, press, wait_for_page

pytestmark = pytest.mark.browser

# A third of the labels wrong: a network with many mistakes, and many labels to be suspected.
MISTAKEN = quick_config(label_noise=0.33, epochs=3 if has_mnist() else 24)


@pytest.fixture(scope="module")
def mistaken_page(open_shared_page):
    """One visitor with a network that makes many mistakes, for all tests here."""
    page = open_settings(open_shared_page, MISTAKEN)
    press(page, "Train")
    wait_for_state(page, "Finished")
    return page


@pytest.fixture
def page(mistaken_page):
    """Open Evaluate anew."""
    go_to(mistaken_page, "Home")
    go_to(mistaken_page, "Evaluate")
    choose(mistaken_page, "Validation images")
    choose(mistaken_page, "Confusion matrix")
    chart(mistaken_page).locator("svg.marks").wait_for()
    wait_for_page(mistaken_page, "Evaluate")
    return mistaken_page


def chart(page):
    return main(page).locator(".st-key-confusion_matrix")


def choose(page, name: str) -> None:
    main(page).get_by_role("radio", name=name, exact=True).click()


def cells(page) -> dict[tuple[int, int], int]:
    """Read the whole matrix from the figure: (true digit, prediction) -> images."""
    labels = chart(page).locator("svg.marks [aria-roledescription='rect mark']")
    found = {}
    for words in labels.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))"):
        numbers = {name: int(value.replace(",", "")) for name, value in PARTS.findall(words)}
        cell = numbers["True digit"], numbers["Predicted digit"]
        found[cell] = numbers["Images"]
    return found


PARTS = re.compile(r"(True digit|Predicted digit|Images): ([\d,]+)")


def wall(page, name: str):
    """The buttons of a wall of images."""
    return main(page).locator(f".st-key-{name}_wall").get_by_role("button")


def words_on(buttons) -> list[str]:
    return [text.replace("\n", " ") for text in buttons.all_inner_texts()]


def most_frequent_mistake(page) -> tuple[tuple[int, int], int]:
    matrix = cells(page)
    assert len(matrix) == 100
    cell = max((pair for pair in matrix if pair[0] != pair[1]), key=matrix.__getitem__)
    return cell, matrix[cell]


def type_digit(page, key: str, digit: int, heading: str) -> None:
    """Choose a digit in a menu by keyboard until the heading below shows it.

    A redraw of the page closes a menu that was just opened; then it is typed again.
    """
    menu = page.locator(f".st-key-{key} input")
    option = page.locator("[role=option][data-focused]").get_by_text(str(digit), exact=True)
    found = main(page).get_by_role("heading", name=heading)
    for _ in range(10):
        menu.focus()
        page.locator(f".st-key-{key} input[data-focused]").wait_for()
        page.keyboard.press("Control+A")
        page.keyboard.press("Backspace")
        page.keyboard.type(str(digit))
        page.wait_for_timeout(500)
        if option.count():
            page.keyboard.press("Enter")
            page.wait_for_timeout(1_000)
        if found.count():
            break
    wait_for_page(page, "Evaluate")


def assert_shows_exactly(page, cell: tuple[int, int], count: int) -> None:
    label, prediction = cell
    heading = f"Images of a true {label}, read as {prediction}"
    main(page).get_by_role("heading", name=heading).wait_for()
    wall(page, "cell").nth(count - 1).wait_for()
    words = words_on(wall(page, "cell"))
    assert len(words) == count
    assert all(f"true {label}, predicted {prediction}" in text for text in words)


def test_on_a_phone_digits_are_in_the_first_screen_under_a_heading_of_their_size(page):
    page.set_viewport_size({"width": 390, "height": 844})
    digit = wall(page, "cell").first
    digit.wait_for()
    box = digit.bounding_box()
    heading = main(page).get_by_role("heading", name=re.compile("^Images of"))
    kind, height = heading.evaluate("heading => heading.tagName"), heading.bounding_box()["height"]
    page.set_viewport_size({"width": 1280, "height": 900})
    # Without MNIST a notice stands above them.
    assert box["y"] + box["height"] < (844 if has_mnist() else 2 * 844)
    assert kind == "H3"
    assert height < 60


def test_click_on_a_cell_shows_exactly_its_images_and_opens_one(page):
    (label, prediction), count = most_frequent_mistake(page)
    # The number lies above its cell, and is what people click.
    chart(page).locator(
        f"svg.marks text[aria-label^='Predicted digit: {prediction}; True digit: {label};']"
    ).click()
    assert_shows_exactly(page, (label, prediction), count)
    page.set_viewport_size({"width": 1280, "height": 800})
    main(page).evaluate("main => main.scrollTo(0, 0)")
    # Without MNIST a notice stands above them.
    for part in (chart(page), wall(page, "cell").first) if has_mnist() else ():
        box = part.bounding_box()
        assert 0 <= box["y"] < box["y"] + box["height"] <= 800, "seen without scrolling"

    wall(page, "cell").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(f"true {label}, predicted {prediction}").wait_for()
    dialog.get_by_text(f"1 of {count}", exact=True).wait_for()
    dialog.get_by_role("button", name="Next", exact=True).click()
    dialog.get_by_text(f"2 of {count}", exact=True).wait_for()
    for view, words in (
        ("Nearest training digits", "The nearest of"),
        ("Which pixels mattered", "The two maps correlate"),
        ("Last hidden layer", "from which the ten logits are computed"),
    ):
        dialog.get_by_role("radio", name=view, exact=True).click()
        dialog.get_by_text(words).first.wait_for()
    dialog.get_by_role("button", name="Previous", exact=True).click()
    dialog.get_by_text(f"1 of {count}", exact=True).wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert_shows_exactly(page, (label, prediction), count)


def test_keyboard_alone_chooses_a_cell_and_opens_its_second_image(page):
    (label, prediction), count = most_frequent_mistake(page)
    type_digit(page, "cell_true", label, f"Images of a true {label}, read as")
    type_digit(page, "cell_predicted", prediction, f"read as {prediction}")
    assert_shows_exactly(page, (label, prediction), count)
    wall(page, "cell").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(f"2 of {count}", exact=True).wait_for()
    dialog.get_by_role("button", name="Previous", exact=True).focus()
    page.keyboard.press("Enter")
    dialog.get_by_text(f"1 of {count}", exact=True).wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")


def test_test_images_stay_sealed_until_they_are_opened(page):
    choose(page, "Test images")
    main(page).get_by_text("test images are sealed").wait_for()
    assert not main(page).get_by_test_id("stMetric").count()
    press(page, "Open the test images")
    main(page).get_by_text("Test accuracy", exact=True).wait_for()
    choose(page, "The vault")
    main(page).get_by_text("1 network", exact=True).wait_for()
    press(page, "Tune by peeking")
    main(page).get_by_text(re.compile("The score that was tuned by")).wait_for()


def test_wrong_labels_are_looked_for_with_progress_and_can_be_voted_on(page):
    choose(page, "Is the label right?")
    press(page, "Look for wrong labels")
    main(page).get_by_text("Training three networks").wait_for()
    press(page, "Cancel")
    main(page).get_by_text("The search did not come to its end").wait_for()
    press(page, "Look for wrong labels")
    main(page).get_by_text("What does it show?").wait_for(timeout=300_000)
    assert not main(page).get_by_text("The network that had not seen it").count()
    press(page, "7")
    main(page).get_by_text("The network that had not seen it").wait_for()
    press(page, "Leave it out")
    main(page).get_by_text("Left out: 1.").wait_for()


@pytest.mark.only_exhaustive
def test_views_of_an_evaluation_fit_a_phone(open_page):
    page = open_page(width=390, scheme="dark", touch=True)
    press(page, "Train your own")
    wait_for_state(page, "Finished")
    main(page).get_by_role("link", name="See what it gets wrong").click()
    wait_for_page(page, "Evaluate")
    for view, words in (
        ("Mistakes", "Where it is wrong"),
        ("Confidence", "Expected calibration error"),
        ("Robustness", "At its best"),
        ("The vault", "What peeking does"),
        ("Confusion matrix", "Digit by digit"),
    ):
        choose(page, view)
        main(page).get_by_text(words).first.wait_for()
        wait_for_page(page, "Evaluate")
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 390, view


def test_report_is_downloaded_as_one_file(page):
    choose(page, "Report")
    press(page, "Prepare the report")
    button = main(page).get_by_role("button", name="Report (HTML)", exact=True)
    button.wait_for(timeout=60_000)
    with page.expect_download() as found:
        button.click()
    assert found.value.suggested_filename.endswith("-validation.html")
    text = Path(found.value.path()).read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "Confusion matrix" in text
