"""Shares in words inside a figure are those of every other place."""

from __future__ import annotations

import re
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from dashboard.figures.percentages import percent_words, words_field
from dashboard.figures.svg import to_svg
from dashboard.wording import percent

SHARES = (0.0, 0.00001, 0.0005, 0.5, 0.9744, 0.9994, 4_999 / 5_000, 0.999999, 1.0)


def drawn(share: float, decimals: int = 1) -> str:
    """What Vega itself writes for a share."""
    chart = (
        alt.Chart(pd.DataFrame({"share": [share]}))
        .transform_calculate(**percent_words("share", decimals=decimals))
        .mark_text()
        .encode(text=alt.Text(field=words_field("share"), type="nominal"))
    )
    found = re.findall(r"<text[^>]*>([^<]*%)</text>", to_svg(chart))
    assert len(found) == 1, found
    return found[0].replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize("share", SHARES)
def test_figure_writes_a_share_as_the_pages_do(share):
    assert drawn(share) == percent(share)


def test_more_decimals_move_the_ends():
    assert drawn(4_999 / 5_000, 2) == "99.98 %"
    assert drawn(0.99999, 2) == "> 99.99 %"
    assert drawn(0.00001, 2) == "< 0.01 %"


# d3 and Python would write "50%"; everywhere else stands "50 %".
TIGHT_PERCENT = re.compile(r"""["':,]\.?\d+%["'}]""")


def tight_percents(source: str) -> list[str]:
    return [line for line in source.splitlines() if TIGHT_PERCENT.search(line)]


def test_no_figure_writes_a_percentage_without_its_space():
    folder = Path(__file__).resolve().parents[3] / "dashboard"
    # A width in a style is for the browser, not for people.
    found = {
        path.name: lines
        for path in folder.rglob("*.py")
        if (lines := [x for x in tight_percents(path.read_text("utf-8")) if "width:{" not in x])
    }
    assert not found


@pytest.mark.parametrize("line", ['alt.Axis(format=".0%")', 'f"{share:.1%}"', "x = '50%'"])
def test_guard_finds_a_percentage_without_its_space(line):
    assert tight_percents(line)
