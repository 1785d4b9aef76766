"""One stylesheet: what is used stands in it, and what stands in it is used."""

import re
from pathlib import Path

from dashboard.markup.style import css, stylesheet

DASHBOARD = Path(__file__).resolve().parents[3] / "dashboard"
CLASS = re.compile(r"lab-[a-z]+(?:-[a-z]+)*")


def test_every_class_of_the_pages_has_its_rules_and_every_rule_is_used():
    rules = {name[1:] for name in re.findall(r"\.lab-[a-z-]+", css())}
    files = [*DASHBOARD.rglob("*.py"), *DASHBOARD.rglob("*.js")]
    files += (DASHBOARD.parent / "pages").glob("*.py")
    used = {
        name
        for path in files
        for name in CLASS.findall(re.sub(r"digit-lab-[a-z-]*", "", path.read_text("utf-8")))
    }
    assert used == rules


def test_stylesheet_is_one_element_without_anything_that_looks_like_markup():
    text = stylesheet()
    assert text.startswith("<style>")
    assert text.endswith("</style>")
    # A browser's guard against hidden scripts drops a style with "<" in it.
    assert "<" not in css()
    assert "http" not in css()


# What is named by a key of ours, and what holds it.
OURS = (
    ".lab-",
    ":root",
    ".st-key-",
    ":has(> .st-key-",
    ":has(> * > * > .st-key-",
    "[class*=_view]",
    "[class*=st-key-",
)
# Progress bars, on a phone the room above a page's title, and words that were too pale.
STREAMLITS = (
    "[data-testid=stProgress]",
    "[data-testid=stMainBlockContainer]",
    "[data-testid=stCaptionContainer]",
    "[data-testid=stButtonGroup]",
    "[data-testid=stSliderThumbValue]",
    "[data-testid=stBaseButton-",
    "[data-testid=stPlotlyChart]",
)


def test_rules_touch_little_of_streamlit_beside_what_has_a_key_of_ours():
    rules = re.sub(r"/\*.*?\*/", "", css(), flags=re.S)
    rules = re.sub(r"@(?:container|media) [^{]+\{", "", rules)
    selectors = re.findall(r"([^{}]+)\{", rules)
    assert len(selectors) > 40
    for selector in selectors:
        for part in selector.split(","):
            assert part.strip().startswith((*OURS, *STREAMLITS))
