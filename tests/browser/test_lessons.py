"""Two lessons as learners walk through them: one at a desk by keyboard alone, one on a phone."""

from __future__ import annotations

import re

import pytest

from core.lessons import LESSONS
from core.runs import RunStore
from tests.browser.helpers import draw_one
from tests.browser.visitor import main, wait_for_page, workspace_of

pytestmark = pytest.mark.browser


def bar(page):
    """Return the lesson's own place, above a page or on Learn."""
    return main(page).locator(".st-key-lesson_bar, .st-key-lesson_here")


def rest(page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def press(page, name: str, *, by_touch: bool = False, place=None) -> None:
    button = (place or bar(page)).get_by_role("button", name=name, exact=True)
    button = button.and_(page.locator("button:enabled"))
    button.wait_for(timeout=60_000)
    rest(page)
    if by_touch:
        button.tap()
    else:
        button.focus()
        page.keyboard.press("Enter")
    rest(page)


def choose(page, words: str) -> None:
    """Choose an answer by keyboard."""
    answer = bar(page).get_by_role("radio", name=words, exact=True)
    answer.wait_for(timeout=60_000)
    rest(page)
    answer.focus()
    page.keyboard.press("Space")
    rest(page)


def move_rate(page, key: str, goal: str) -> None:
    """Press an arrow until the slider stands where it shall, each time after its answer."""
    # By its name: a chart to draw in has sliders too.
    slider = main(page).get_by_role("slider", name="Learning rate")
    slider.wait_for()
    rest(page)
    while (now := slider.get_attribute("aria-valuetext")) != goal:
        slider.focus()
        page.keyboard.press(key)
        moved = page.locator(f'input[aria-label="Learning rate"]:not([aria-valuetext="{now}"])')
        moved.wait_for()
        page.wait_for_timeout(200)  # The slider tells where it stands after a moment of rest.
        rest(page)


def train(page) -> None:
    press(page, "Train", place=main(page).locator(".st-key-train_start"))


def begin(page, name: str) -> None:
    wait_for_page(page, "Learn")
    row = main(page).locator(f".st-key-lesson_begin_{name} button:visible").first
    row.focus()
    page.keyboard.press("Enter")


def no_sideways_scrolling(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_lesson_by_keyboard_alone_to_its_end_and_after_a_reload(open_page, server_environment):
    lesson = LESSONS["learning_rate"]
    page = open_page("learn")
    begin(page, lesson.name)
    choose(page, lesson.steps[0].predict.choices[0])
    press(page, "That is my prediction")
    wait_for_page(page, "Train")
    # Of all settings one is there.
    main(page).get_by_role("slider", name="Learning rate").wait_for()
    rest(page)
    assert main(page).get_by_role("slider").count() == 1
    train(page)  # With 0.1 it learns: a wrong attempt, and it is told why.
    bar(page).get_by_text(re.compile(r"run 1: \d")).first.wait_for(timeout=60_000)
    page.reload()
    wait_for_page(page, "Train")
    bar(page).get_by_text(lesson.steps[0].task).wait_for()
    move_rate(page, "ArrowRight", "2")
    train(page)
    choose(page, lesson.steps[0].seen.choices[1].text)
    bar(page).get_by_text("So the numbers say.").wait_for()
    store = RunStore(server_environment["DIGIT_LAB_RUNS"])
    newest = max(store.list(workspace_of(page)), key=lambda run: run.about.number)
    share = f"{100 * store.load(newest.id).epochs[-1].validation_accuracy:.1f} % right"
    assert share in bar(page).inner_text()
    press(page, "Next step")
    bar(page).get_by_role("radio", name="Stays at guessing").focus()
    page.keyboard.press("Space")
    press(page, "That is my prediction")
    move_rate(page, "ArrowLeft", "0.0001")
    train(page)
    press(page, "Skip")
    # The drawn line lies under the real one.
    main(page).get_by_text("You drew an end at").first.wait_for()
    press(page, "Next step")
    move_rate(page, "ArrowRight", "0.1")
    train(page)
    press(page, "On to the questions")
    for question in lesson.questions:
        choose(page, question.choices[question.right].text)
    press(page, "Finish")
    bar(page).get_by_text("Done.").wait_for()


def test_lesson_on_a_phone_to_its_end(open_page):
    lesson = LESSONS["confidence"]
    page = open_page("learn", width=390, touch=True)
    begin(page, lesson.name)
    main(page).locator(".st-key-train_start").wait_for()
    assert no_sideways_scrolling(page)
    press(page, "Train", by_touch=True, place=main(page).locator(".st-key-train_start"))
    press(page, "Next step", by_touch=True)
    press(page, "Skip the prediction", by_touch=True)
    wait_for_page(page, "Sketch")
    assert no_sideways_scrolling(page)
    # Whether a stroke is read surely depends on the run, so all is skipped that this one is not.
    draw_one(page)
    bar(page).get_by_text("the last one: read as").or_(
        bar(page).get_by_role("button", name="Next step")
    ).first.wait_for(timeout=60_000)
    if bar(page).get_by_role("button", name="Skip", exact=True).count():
        press(page, "Skip", by_touch=True)
    press(page, "Next step", by_touch=True)
    wait_for_page(page, "Evaluate")
    assert no_sideways_scrolling(page)
    press(page, "Skip", by_touch=True)
    press(page, "On to the questions", by_touch=True)
    for _ in lesson.questions:
        press(page, "Skip", by_touch=True)
    press(page, "Finish", by_touch=True)
    bar(page).get_by_text("Done.").wait_for()
    assert no_sideways_scrolling(page)
