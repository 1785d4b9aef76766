"""The headers of a server for strangers keep no page from working."""

import pytest

from tests.browser.driver import running_server

PAGES = ("train", "inside", "compare", "sketch")


@pytest.fixture(scope="module")
def hosted_url(browser, server_environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hosted")
    with running_server(folder, server_environment, script="dashboard/hosted.py") as server:
        yield server.url


@pytest.mark.browser
def test_no_page_asks_for_what_its_headers_forbid(browser, hosted_url):
    page = browser.new_context().new_page()
    page.set_default_timeout(30_000)
    refused = []
    page.on(
        "console",
        lambda said: "Content Security Policy" in said.text and refused.append(said.text),
    )
    page.goto(hosted_url)
    page.get_by_role("button", name="Train your own").click()
    page.locator("canvas, svg.marks, .vega-embed").first.wait_for()
    for address in PAGES:
        page.goto(f"{hosted_url}/{address}")
        page.get_by_test_id("stMain").get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(500)
    # Its component has its own scripts and styles.
    page.locator("canvas.upper-canvas").wait_for()
    assert refused == []
    page.context.close()
