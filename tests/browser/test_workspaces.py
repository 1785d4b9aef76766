"""Reloading, and several tabs on one workspace, in a real browser."""

from __future__ import annotations

import pytest

from dashboard.visitor.marks import COOKIE, mark_of
from tests.browser.helpers import LONG_RUN, open_settings, wait_for_state, wait_for_step
from tests.browser.visitor import go_to, main, press, step_count, wait_for_page, workspace_of

pytestmark = pytest.mark.browser

EPOCHS = LONG_RUN.epochs - 1


@pytest.fixture
def training(open_page):
    """A long run that has begun, with one setting changed by hand."""
    page = open_settings(open_page, LONG_RUN)
    epochs = page.locator(".st-key-epochs")
    epochs.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    epochs.get_by_text(str(EPOCHS), exact=True).first.wait_for()
    wait_for_page(page, "Train")
    press(page, "Train")
    wait_for_step(page, 5)
    yield page
    for tab in page.context.pages:
        if main(tab).get_by_role("button", name="Stop", exact=True).is_enabled():
            press(tab, "Stop")
            break


def wait_for_mark(page) -> None:
    """Wait until the browser has noted that it was in the workspace of its page."""
    page.wait_for_function(
        "mark => document.cookie.includes(mark)", arg=mark_of(workspace_of(page))
    )


def test_reload_in_mid_training_finds_it_going_on(training):
    workspace, step = workspace_of(training), step_count(training)
    wait_for_mark(training)
    training.reload()
    wait_for_page(training, "Train")
    wait_for_step(training, step + 5)
    assert workspace_of(training) == workspace
    press(training, "Pause")
    main(training).get_by_role("button", name="Resume", exact=True).wait_for()
    press(training, "Resume")
    main(training).get_by_role("button", name="Pause", exact=True).wait_for()


def test_buttons_keep_their_places_while_pause_becomes_resume(training):
    """A click that falls into the change must not end on a neighbor."""
    training.evaluate(
        """() => {
            window.places = new Set();
            const look = () => {
                for (const name of ["train_start", "train_pause_or_resume", "train_step"])
                    window.places.add(name + document.querySelector(`.st-key-${name}`).offsetLeft);
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    for _ in range(3):
        for pressed, other in (("Pause", "Resume"), ("Resume", "Pause")):
            press(training, pressed)
            main(training).get_by_role("button", name=other, exact=True).wait_for()
    assert len(training.evaluate("[...window.places]")) == 3


def test_two_tabs_see_one_run_and_closing_one_does_not_hold_it(training):
    second = training.context.new_page()
    second.set_default_timeout(30_000)
    wait_for_mark(training)
    second.goto(training.url)
    wait_for_step(second, step_count(training))
    training.close()
    wait_for_step(second, step_count(second) + 20)
    press(second, "Stop")
    wait_for_state(second, "Stopped before its end")


def test_page_keeps_the_workspace_and_another_profile_has_its_own(training, open_page):
    workspace = workspace_of(training)
    for name in ("Data", "Evaluate", "Train"):
        go_to(training, name)
        assert workspace_of(training) == workspace
    stranger = open_page("train")
    wait_for_page(stranger, "Train")
    assert workspace_of(stranger) != workspace
    assert main(stranger).get_by_role("button", name="Stop", exact=True).is_disabled()


def test_shared_link_opens_train_with_its_settings_in_a_fresh_profile(training, open_page):
    press(training, "Share these settings")
    window = training.get_by_role("dialog")
    link = window.get_by_test_id("stCode").inner_text().strip()
    training.keyboard.press("Escape")
    window.wait_for(state="detached")
    assert workspace_of(training) not in link
    assert f"epochs={EPOCHS}" in link
    stranger = open_page(link.partition("/train")[2].join(["train", ""]))
    wait_for_page(stranger, "Train")
    stranger.locator(".st-key-epochs").get_by_text(str(EPOCHS), exact=True).first.wait_for()
    assert workspace_of(stranger) != workspace_of(training)
    assert main(stranger).get_by_role("button", name="Stop", exact=True).is_disabled()


def test_teachers_link_leaves_one_page_and_survives_a_reload(open_page):
    teacher = open_page("train")
    wait_for_page(teacher, "Train")
    press(teacher, "Share these settings")
    body = teacher.get_by_role("dialog")
    body.get_by_text("For a class", exact=True).click()
    taken = teacher.locator(".st-key-share_hide").get_by_role("combobox")
    taken.fill("Batch")
    taken.press("Enter")
    body.get_by_text("hide=batch_size").wait_for()
    body.get_by_label("Instruction").fill("Find the rate at which it breaks.")
    body.get_by_label("Instruction").press("Control+Enter")
    code = body.get_by_test_id("stCode")
    code.filter(has_text="breaks").wait_for()
    link = code.inner_text().strip()
    student = open_page(link.partition("/train")[2].join(["train", ""]))
    for _ in range(2):
        wait_for_page(student, "Train")
        main(student).get_by_text("Find the rate at which it breaks.", exact=True).wait_for()
        assert student.locator(".st-key-learning_rate").is_visible()
        assert not student.locator(".st-key-batch_size").count()
        assert not student.get_by_test_id("stSidebarNav").count()
        wait_for_mark(student)
        student.reload()
    # By hand to another page: the assignment has only this one.
    student.goto(student.url.replace("/train?", "/data?"))
    wait_for_page(student, "Train")
    assert workspace_of(student) != workspace_of(teacher)


def test_tab_at_rest_learns_that_another_one_stopped_the_training(training):
    press(training, "Pause")
    wait_for_state(training, "Paused")
    second = training.context.new_page()
    second.set_default_timeout(30_000)
    wait_for_mark(training)
    second.goto(training.url)
    wait_for_state(second, "Paused")
    press(training, "Stop")
    wait_for_state(second, "Stopped before its end")
    assert main(second).get_by_role("button", name="Step", exact=True).is_disabled()


QUESTION = "Whose workspace is it?"


def test_another_browser_is_asked_and_the_same_one_never_is(open_page):
    mine = open_page("train")
    wait_for_page(mine, "Train")
    address, workspace = mine.url, workspace_of(mine)
    wait_for_mark(mine)
    [cookie] = [one for one in mine.context.cookies() if one["name"] == COOKIE]
    assert cookie["value"] == mark_of(workspace)
    assert (cookie["sameSite"], cookie["path"]) == ("Lax", "/")
    assert mine.evaluate("document.querySelector('meta[name=referrer]').content") == "same-origin"
    # Not even for a moment.
    mine.add_init_script(
        """const look = () => {
            window.wasAsked ||= document.body?.innerText.includes("Whose workspace");
            requestAnimationFrame(look);
        };
        look();"""
    )
    mine.reload()
    wait_for_page(mine, "Train")
    second = mine.context.new_page()
    second.goto(address)
    wait_for_page(second, "Train")
    for page in (mine, second):
        assert workspace_of(page) == workspace
    assert not mine.evaluate("window.wasAsked")

    copied = address.partition("/train")[2].join(["train", ""])
    classmate = open_page(copied)
    wait_for_page(classmate, QUESTION)
    press(classmate, "Begin my own")
    wait_for_page(classmate, "Train")
    assert workspace_of(classmate) != workspace

    phone = open_page(copied)
    wait_for_page(phone, QUESTION)
    press(phone, "Join it")
    for _ in range(2):
        wait_for_page(phone, "Train")
        assert workspace_of(phone) == workspace
        wait_for_mark(phone)
        phone.reload()
