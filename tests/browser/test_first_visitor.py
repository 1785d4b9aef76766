"""The first visitor after a start does not wait for PyTorch, and loses no click."""

import pytest

from tests.browser.driver import running_server
from tests.browser.helpers import wait_for_state
from tests.browser.visitor import main, workspace_of

pytestmark = pytest.mark.browser


def test_button_pressed_while_pytorch_is_loading_trains_a_network(
    browser, server_environment, tmp_path
):
    own_computer = server_environment | {
        "DIGIT_LAB_HOSTED": "0",
        "DIGIT_LAB_RUNS": str(tmp_path / "runs"),
    }
    with running_server(tmp_path, own_computer) as server:
        page = browser.new_page()
        page.goto(server.url)
        button = main(page).get_by_role("button", name="Train your own", exact=True)
        button.wait_for()
        assert not main(page).get_by_text("The path through the lab").count(), "still the front"
        button.click()
        wait_for_state(page, "Finished")
        assert main(page).get_by_role("heading", level=1).count() == 1
        # On one's own computer another browser finds the run by the plain address.
        again = browser.new_page()
        again.goto(server.url)
        wait_for_state(again, "Finished")
        assert workspace_of(again) == workspace_of(page)
        again.close()
        page.close()


def test_other_pages_say_what_they_wait_for(browser, server_environment, tmp_path):
    with running_server(tmp_path, server_environment) as server:
        page = browser.new_page()
        page.goto(f"{server.url}/train")
        main(page).get_by_text("Loading PyTorch").wait_for()
        main(page).get_by_role("heading", level=1, name="Train").wait_for()
        assert not main(page).get_by_text("Loading PyTorch").count()
        page.close()
