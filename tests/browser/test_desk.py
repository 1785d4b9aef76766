"""A lesson goes from the teacher's desk, by its link, to a student with a browser of their own."""

import re

import pytest

from core.lessons.write import lesson_text
from tests.browser.visitor import main, wait_for_page, workspace_of
from tests.core.lessons.test_own_lessons import SMALL

pytestmark = pytest.mark.browser


def rest(page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def test_lesson_goes_from_the_desk_to_a_workspace_of_ones_own(open_page, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(lesson_text(SMALL | {"title": "Mine & <b>yours</b>"}), "utf-8")
    teacher = open_page("learn?view=teachers-desk")
    teacher.locator("input[type=file]").set_input_files(file)
    main(teacher).get_by_text("It is complete").wait_for()
    main(teacher).get_by_role("button", name="Link for a class").click()
    window = teacher.get_by_role("dialog")
    code = window.get_by_test_id("stCode")
    code.wait_for()
    box, height = window.bounding_box(), teacher.viewport_size["height"]
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height, "nothing is cut off"
    link = code.inner_text().strip()
    teacher_workspace = workspace_of(teacher)
    assert teacher_workspace not in link
    student = open_page("learn?" + link.partition("?")[2], width=390, touch=True)
    wait_for_page(student, "Train")
    bar = main(student).locator(".st-key-lesson_bar")
    bar.get_by_text("Mine & <b>yours</b>").wait_for()
    assert workspace_of(student) != teacher_workspace
    assert "lesson=" not in student.url
    student.reload()
    wait_for_page(student, "Train")
    bar.get_by_text(re.compile("step 1 of 1")).wait_for()
    assert student.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    rest(teacher)
