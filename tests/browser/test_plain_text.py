"""What stands in a link is text in the browser too: no picture, no link, nothing fetched."""

import pytest

from dashboard.plain_text import JOINER

pytestmark = pytest.mark.browser

PAYLOADS = [
    "![x](http://evil.example/p.png) <b>bold</b> :smile: $x$ :material/home: *a* _b_ ~~c~~",
    "http://evil.example www.evil.example me@evil.example :red[x] `code` a_b",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_toast_of_a_hostile_link_is_text(open_page, payload):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    where = page.url.partition("?")[0]
    page.goto(
        f"{where}?epochs=3&{page.evaluate('p => new URLSearchParams({model: p})+``', payload)}"
    )
    toast = page.get_by_test_id("stToast")
    toast.wait_for()
    said = toast.inner_text().replace(JOINER, "")
    assert f"model is '{payload}'" in said
    found = toast.locator("img, a, b, em, del, code, .katex")
    assert [place.evaluate("e => e.outerHTML") for place in found.all()] == []
    assert not [url for url in asked if "evil.example" in url.partition("?")[0]]
