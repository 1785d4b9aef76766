"""A real server and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.data import has_mnist

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def _cannot_run(reason: str) -> None:
    """Skip with the reason; in CI a skipped browser test is a failure."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _cannot_run("playwright is missing: pip install -r requirements-dev.txt")
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not executable:
        _cannot_run("no Chromium found; install it or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def start_server(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run the dashboard as the README says; its log must stay free of tracebacks."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "server.log"
    command = [
        str(Path(sys.executable).with_name("streamlit")),
        *("run", "dashboard/Home.py", "--server.port", str(port)),
        *("--server.address", "127.0.0.1", "--server.headless", "true"),
        *("--server.fileWatcherType", "none"),
    ]
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(url):
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the server did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(10)
    assert "Traceback" not in log.read_text()
    assert "is not a valid config option" not in log.read_text()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False


@pytest.fixture(scope="session")
def app_url(browser, tmp_path_factory):
    """A server with MNIST where it is, else with scikit-learn's digits."""
    environment = dict(os.environ)
    if not has_mnist():
        environment |= {
            "DIGIT_LAB_DATA": str(tmp_path_factory.mktemp("no-mnist")),
            "DIGIT_LAB_OFFLINE": "1",
        }
    yield from start_server(tmp_path_factory.mktemp("server"), environment)


@pytest.fixture
def open_page(browser, app_url):
    """Open the dashboard in a fresh browser profile."""
    contexts = []

    def opener(path: str = "", *, width: int = 1280, scheme: str = "light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{app_url}/{path}")
        page.get_by_test_id("stMain").get_by_role("heading", level=1).wait_for()
        return page

    yield opener
    for context in contexts:
        context.close()
