"""Figures as pictures that leave the page."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import altair as alt

from dashboard.figures.figure import ROWS, Figure

WIDTH_PIXELS = 640


def stacked(figures: Mapping[str, Figure], title: str) -> alt.TopLevelMixin:
    """Put figures one above the other, each with its own legend.

    Parameters
    ----------
    figures : mapping
        By names that keep their rows apart.
    title : str
        What stands above them.

    Returns
    -------
    alt.TopLevelMixin
        640 pixels wide, without the axes' labels.
    """
    specs = [
        json.loads(json.dumps(figure.spec).replace(f'"name": "{ROWS.name}"', f'"name": "{name}"'))
        for name, figure in figures.items()
    ]
    for spec in specs:
        for name in ("$schema", "config"):  # Only the outermost figure has these.
            spec.pop(name, None)
        spec["width"] = WIDTH_PIXELS
    rows = {name: figure.rows.to_dict(orient="records") for name, figure in figures.items()}
    resolve = {"scale": {"color": "independent", "strokeDash": "independent"}}
    return alt.VConcatChart.from_dict(
        {"title": title, "vconcat": specs, "datasets": rows, "resolve": resolve}
    )


def to_svg(figure: alt.TopLevelMixin) -> str:
    """Draw a figure without a browser, with the same numbers as on the page."""
    text = io.StringIO()
    figure.save(text, format="svg")
    return text.getvalue()
