"""A real server and a real Chromium."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

import pytest

from tests.browser.driver import STREAMLIT, find_chromium, running_server
from tests.browser.helpers import has_mnist, wait_for_state
from tests.browser.visitor import press

SLOW_SERVER = (sys.executable, "-m", "tests.browser.slow_server")


def _cannot_run(reason: str) -> None:
    """Skip with the reason; in CI a skipped browser test is a failure."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _cannot_run("playwright is missing: pip install -r requirements-dev.txt")
    executable = find_chromium()
    if not executable:
        _cannot_run("no Chromium found; install it or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server_environment(tmp_path_factory, pen_folder) -> dict[str, str]:
    """MNIST where it is, else pen strokes; a place for the runs."""
    environment = dict(os.environ) | {"DIGIT_LAB_RUNS": str(tmp_path_factory.mktemp("runs"))}
    if not has_mnist():
        environment |= {
            "DIGIT_LAB_DATA": str(pen_folder),
            "DIGIT_LAB_OFFLINE": "1",
        }
    return environment


@pytest.fixture(scope="session")
def app_url(browser, server_environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    program = STREAMLIT if has_mnist() else SLOW_SERVER
    with running_server(folder, server_environment, program=program) as server:
        yield server.url


@contextmanager
def _opening(browser, app_url):
    contexts = []

    def opener(path: str = "", *, width: int = 1280, scheme: str = "light", touch: bool = False):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, has_touch=touch
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{app_url}/{path}")
        page.get_by_test_id("stMain").get_by_role("heading", level=1).wait_for()
        return page

    yield opener
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(browser, app_url):
    """Open the dashboard in a fresh browser profile."""
    with _opening(browser, app_url) as opener:
        yield opener


@pytest.fixture(scope="module")
def open_shared_page(browser, app_url):
    """Open the dashboard in a fresh browser profile, for all tests of a module."""
    with _opening(browser, app_url) as opener:
        yield opener


@pytest.fixture(scope="module")
def trained_page(open_shared_page):
    """One visitor with a trained network, for all tests of a module."""
    page = open_shared_page()
    press(page, "Train your own")
    wait_for_state(page, "Finished")
    return page
