"""A network that goes and comes back, and a server that is killed under an open page."""

from __future__ import annotations

import signal

import pytest

from core.runs import RunStore
from tests.browser.cable import Cable
from tests.browser.driver import running_server
from tests.browser.helpers import LONG_RUN, open_settings, wait_for_state, wait_for_step
from tests.browser.visitor import main, press, step_count, wait_for_page

pytestmark = pytest.mark.browser


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def start_server(server_environment, runs, tmp_path):
    """Start servers that keep their runs in the same folder."""

    def start(name: str):
        folder = tmp_path / name
        folder.mkdir()
        return running_server(folder, server_environment | {"DIGIT_LAB_RUNS": str(runs)})

    return start


@pytest.fixture
def open_at(browser):
    """Open pages of any address in one browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})

    def opener(url: str):
        def open_page(path: str = "", **_):
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.goto(f"{url}/{path}")
            main(page).get_by_role("heading", level=1).wait_for()
            return page

        return open_page

    yield opener
    context.close()


def begin_long_run(open_page):
    page = open_settings(open_page, LONG_RUN)
    wait_for_page(page, "Train")
    press(page, "Train")
    wait_for_step(page, 5)
    return page


def test_network_that_was_gone_for_a_while_costs_no_step(start_server, open_at, runs):
    with start_server("server") as server, Cable(server.url) as cable:
        page = begin_long_run(open_at(cable.url))
        cable.cut()
        page.locator("[data-testid=stApp]:not([data-test-connection-state=CONNECTED])").wait_for()
        before = step_count(page)
        page.wait_for_timeout(2_000)
        cable.mend()
        wait_for_step(page, before + 20)
        press(page, "Stop")
        wait_for_state(page, "Stopped before its end")
    [workspace] = [path.name for path in runs.iterdir() if path.is_dir()]
    [run] = RunStore(runs).list(workspace)
    history = RunStore(runs).folder_of(run.id).history()
    assert [event.step for event in history.batches] == list(range(1, run.summary.step + 1))


@pytest.mark.only_exhaustive
def test_killed_server_that_comes_back_goes_on_with_the_run_of_the_open_page(
    start_server, open_at, runs
):
    with start_server("first") as first, Cable(first.url) as cable:
        page = begin_long_run(open_at(cable.url))
        press(page, "Pause")  # Which writes it down.
        main(page).get_by_role("button", name="Resume", exact=True).wait_for()
        before = step_count(page)
        first.process.send_signal(signal.SIGKILL)
        cable.cut()
        with start_server("second") as second:
            cable.plug_into(second.url)
            cable.mend()
            main(page).get_by_text("Interrupted").first.wait_for(timeout=90_000)
            assert step_count(page) >= before
            press(page, "Resume")
            wait_for_step(page, before + 5)
            press(page, "Stop")
    [workspace] = [path.name for path in runs.iterdir() if path.is_dir()]
    assert len(RunStore(runs).list(workspace)) == 1, "no run was lost, and none begun anew"
