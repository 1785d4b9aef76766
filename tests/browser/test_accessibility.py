"""Every page and view in both themes, as axe sees them; and nobody else is asked for anything."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from dashboard.page_list import PAGES
from tests.browser.helpers import draw_one
from tests.browser.visitor import go_to, main

pytestmark = pytest.mark.browser

# Streamlit's own, which no page can change. Its navigation holds a box for each group and its
# headings, so the list and its items are none by the letter; readers say the links' names. And the
# label of a control that cannot be used now is pale: the rule excepts it, but axe cannot see that.
# The frame of a place for files says that it is none, and has a label all the same.
STREAMLITS = {
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNavItems] li",
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
    "color-contrast": "[data-testid=stWidgetLabel][disabled] *",
}
# Of what is scrolled out of sight axe sees no colors.
ALL_IN_SIGHT = {"width": 1280, "height": 6_000}
NAMES = [page.title for page in PAGES.values()]


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


def settle(page, scheme: str = "") -> None:
    """Wait until a page has been complete, in its colors and without motion for a moment."""
    page.evaluate(
        """async scheme => {
            const app = document.querySelector('[data-testid=stApp]');
            const found = selector => document.querySelector(selector) !== null;
            const moves = one => one.effect.getComputedTiming().endTime !== Infinity;
            let quietSince = null;
            while (quietSince === null || performance.now() - quietSince < 300) {
                await new Promise(requestAnimationFrame);
                const busy = app.dataset.testScriptState !== 'notRunning'
                    || (scheme && getComputedStyle(app).colorScheme !== scheme)
                    || found('[data-testid=stSkeleton]') || found('[data-stale=true]')
                    || document.getAnimations().some(moves);
                quietSince = busy ? null : quietSince ?? performance.now();
            }
        }""",
        scheme,
    )


def ours(page, axe) -> list[str]:
    """What axe finds beside what is Streamlit's own."""
    found = []
    for violation in axe.run(page).response["violations"]:
        for node in violation["nodes"]:
            known = STREAMLITS.get(violation["id"])
            if known is None or not page.locator(node["target"][-1]).first.evaluate(
                "(element, known) => element.matches(known)", known
            ):
                reasons = "; ".join(reason["message"] for reason in node["any"] + node["all"])
                found.append(f"{violation['id']}: {node['html'][:200]} ({reasons})")
    return found


def views_of(page):
    """The choices of the page's views; none where it has one."""
    return main(page).locator("[class*=st-key-][class*=_view] [role=radio]")


@pytest.mark.parametrize("name", NAMES)
def test_every_view_is_accessible_in_both_themes(trained_page, axe, sample, name):
    page = trained_page
    page.set_viewport_size(ALL_IN_SIGHT)
    go_to(page, name)
    if name == "Sketch":
        draw_one(page)
        main(page).get_by_role("heading", name="Under the microscope").wait_for()
    settle(page)
    views = views_of(page)
    found = {}
    for place in sample(range(views.count()), 1) or [None]:
        if place is not None:
            views.nth(place).click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settle(page, scheme)
            found[place, scheme] = ours(page, axe)
    assert not any(found.values()), found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_what_is_wrong(open_page, axe, scheme):
    page = open_page(scheme=scheme)
    page.set_viewport_size(ALL_IN_SIGHT)
    go_to(page, "Data")
    settle(page, scheme)
    page.get_by_test_id("stMainBlockContainer").evaluate(
        """main => {
            main.firstElementChild.insertAdjacentHTML(
                'beforeend', '<img src="data:,"><h6>Too deep</h6><p style="opacity:.3">Pale</p>'
            );
        }"""
    )
    found = {violation.partition(":")[0] for violation in ours(page, axe)}
    assert {"image-alt", "heading-order", "color-contrast"} <= found


def test_no_request_leaves_the_server(browser, app_url):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url)[:2]))
    page.goto(app_url)
    for name in NAMES:
        go_to(page, name)
        settle(page)
        assert page.locator("link[rel~=icon]").get_attribute("href").startswith("data:image/svg")
    context.close()
    hosts = {host for scheme, host in asked if scheme not in ("data", "blob")}
    assert hosts == {urlsplit(app_url).netloc}
