"""The one way in which figures of rule and rows come onto a page, or leave it as a picture."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import streamlit as st

from dashboard.figures.learning_curves import ROWS, Figure

PICTURE_WIDTH = 640


def draw_figure(figure: Figure, *, key: str, alt: str, **selection: Any) -> None:
    """Draw a figure; under the same key it is updated in place.

    Parameters
    ----------
    figure : Figure
        Its rule and its rows.
    key : str
        Streamlit's name of it.
    alt : str
        What it shows, for those who do not see it.
    selection
        ``on_select`` and ``selection_mode`` of `st.vega_lite_chart`, to hear of clicks.
    """
    st.vega_lite_chart(figure.rows, figure.spec, key=key, alt=alt, **selection)


def stacked(figures: Mapping[str, Figure], title: str) -> alt.TopLevelMixin:
    """Put figures one above the other, for a picture that leaves the page.

    Parameters
    ----------
    figures : mapping
        By names that tell their rows apart.
    title : str
        What stands above them.

    Returns
    -------
    alt.TopLevelMixin
        Each with its own legend.
    """
    named = [
        json.loads(json.dumps(figure.spec).replace(f'"name": "{ROWS.name}"', f'"name": "{name}"'))
        for name, figure in figures.items()
    ]
    for rule in named:
        for name in ("$schema", "config"):  # Only the outermost figure has these.
            rule.pop(name, None)
        rule["width"] = PICTURE_WIDTH
    rows = {name: figure.rows.to_dict(orient="records") for name, figure in figures.items()}
    resolve = {"scale": {"color": "independent", "strokeDash": "independent"}}
    return alt.VConcatChart.from_dict(
        {"title": title, "vconcat": named, "datasets": rows, "resolve": resolve}
    )


def to_svg(figure: alt.TopLevelMixin) -> str:
    """Draw a figure without a browser.

    Parameters
    ----------
    figure : alt.TopLevelMixin
        Any figure of the pages.

    Returns
    -------
    str
        An SVG picture with the same numbers as on the page.
    """
    text = io.StringIO()
    figure.save(text, format="svg")
    return text.getvalue()
