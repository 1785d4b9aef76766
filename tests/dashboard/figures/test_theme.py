"""Words in figures can be read on the papers of both themes."""

import tomllib

import altair as alt
import pandas as pd
import pytest

from dashboard.figures.palette import WORDS_ON_DARK, WORDS_ON_LIGHT
from dashboard.figures.svg import to_svg
from dashboard.figures.theme import use_theme
from tests.core.imports import ROOT
from tests.dashboard.figures.test_palette import luminance

THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("kind", "words"), [("light", WORDS_ON_LIGHT), ("dark", WORDS_ON_DARK)])
def test_words_in_figures_can_be_read_on_every_paper_of_the_theme(kind, words):
    theme = THEME[kind]
    papers = [
        *(theme["backgroundColor"], theme["secondaryBackgroundColor"]),
        *(theme["sidebar"]["backgroundColor"], theme["sidebar"]["secondaryBackgroundColor"]),
    ]
    assert all(contrast(words, paper) >= 4.5 for paper in papers)


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_white_words_can_be_read_on_the_accent(kind):
    assert contrast("#FFFFFF", THEME[kind]["primaryColor"]) >= 4.5


@pytest.mark.parametrize(("kind", "words"), [("light", WORDS_ON_LIGHT), ("dark", WORDS_ON_DARK)])
def test_figures_take_the_words_that_fit_their_paper(kind, words):
    with alt.theme.enable(alt.theme.active):  # What it was before comes back after the test.
        use_theme()
        chart = (
            alt.Chart(pd.DataFrame({"a": [1, 2]}))
            .mark_point()
            .encode(x="a", color="a:N")
            .properties(background=THEME[kind]["backgroundColor"])
        )
        drawn = to_svg(chart)
    other = {WORDS_ON_LIGHT, WORDS_ON_DARK} - {words}
    assert drawn.count(words) > 4
    assert other.pop() not in drawn
