"""The wall turns while a network trains, and nothing around it moves."""

from __future__ import annotations

import re

import pytest

from tests.browser.helpers import LONG_RUN, open_settings, wait_for_state
from tests.browser.visitor import main, press

pytestmark = pytest.mark.browser


def wall(page):
    return main(page).locator(".lab-wall")


def box(page) -> list[float]:
    """Where the wall begins on its page, and its width and height."""
    # Streamlit may hold an old wall for a moment while a new one comes.
    page.wait_for_function("() => document.querySelectorAll('.lab-wall').length === 1")
    return page.evaluate(
        """() => {
            const wall = document.querySelector('.lab-wall');
            const place = wall.getBoundingClientRect();
            const page = wall.closest('[data-testid=stMainBlockContainer]');
            const block = page.getBoundingClientRect();
            return [place.top - block.top, place.width, place.height].map(Math.round);
        }"""
    )


def box_at_rest(page) -> list[float]:
    """Where it is once all settings, which the link has changed, have finished unfolding."""
    main(page).locator(".st-key-seed").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    seen = [box(page)]
    while len(seen) < 4 or seen[-4:] != [seen[-1]] * 4:
        page.wait_for_timeout(400)
        seen.append(box(page))
    return seen[-1]


def step_on_wall(page) -> int:
    return int(re.search(r"Step ([\d,]+)", wall(page).inner_text())[1].replace(",", ""))


def guesses(page) -> list[str]:
    return wall(page).locator("figcaption").all_inner_texts()


@pytest.mark.sample(1)
@pytest.mark.parametrize(("width", "side"), [(1280, 56), (390, 44)])
def test_wall_turns_while_a_network_trains_and_keeps_its_place(open_page, width, side):
    page = open_settings(lambda path: open_page(path, width=width), LONG_RUN)
    before = box_at_rest(page)
    assert guesses(page) == ["?"] * 24

    press(page, "Train")
    wall(page).get_by_text(re.compile("Step [1-9]")).wait_for()
    first_step, first = step_on_wall(page), guesses(page)
    page.wait_for_function(
        """first => [...document.querySelectorAll('.lab-wall figcaption')]
            .map(caption => caption.innerText).join() !== first""",
        arg=",".join(first),
    )
    assert step_on_wall(page) > first_step
    assert len(guesses(page)) == 24
    assert all(re.fullmatch("[\N{CHECK MARK}\N{BALLOT X}] [0-9]", text) for text in guesses(page))
    assert box(page) == before

    press(page, "Stop")
    wait_for_state(page, "Stopped before its end")
    assert box(page) == before
    picture = wall(page).locator(".lab-wall-picture").first.bounding_box()
    assert min(picture["width"], picture["height"]) >= side
