"""Figures of the data, from arrays. Pure: nothing here draws on a page."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from dashboard.charts import BLUE, DIGITS, GREEN, ORANGE


def class_balance_figure(counts: dict[str, np.ndarray]) -> go.Figure:
    """Draw how many images of each digit the splits have.

    Parameters
    ----------
    counts : dict
        For each split's name an int64 array of shape (10,).

    Returns
    -------
    go.Figure
        Grouped bars, 0 to 9.
    """
    colors = {"training": BLUE, "validation": ORANGE, "test": GREEN}
    patterns = {"training": "", "validation": "/", "test": "."}
    figure = go.Figure(
        [
            go.Bar(
                name=name,
                x=DIGITS,
                y=values,
                marker={"color": colors[name], "pattern": {"shape": patterns[name]}},
                hovertemplate="%{y:,} images of %{x}",
            )
            for name, values in counts.items()
        ]
    )
    figure.update_layout(
        xaxis={"title": "Digit", "dtick": 1, "fixedrange": True},
        yaxis={"title": "Images", "tickformat": ",", "fixedrange": True},
        legend={"orientation": "h", "y": 1.12},
        height=320,
        margin={"l": 10, "r": 10, "t": 30, "b": 10},
    )
    return figure


def pixel_histogram_figure(counts: np.ndarray) -> go.Figure:
    """Draw how often each brightness occurs.

    Parameters
    ----------
    counts : int64 array of shape (bins,)
        From :func:`core.data.statistics.pixel_histogram`.

    Returns
    -------
    go.Figure
        Bars over the values 0 to 255, the share of all pixels as height.
    """
    width = 256 // len(counts)
    starts = np.arange(len(counts)) * width
    figure = go.Figure(
        go.Bar(
            x=[f"{start}-{start + width - 1}" for start in starts],
            y=counts / counts.sum(),
            marker={"color": BLUE},
            hovertemplate="values %{x}: %{y:.2%} of all pixels",
            name="",
        )
    )
    figure.update_layout(
        xaxis={
            "title": "Pixel value (0 paper, 255 ink)",
            "type": "category",
            "fixedrange": True,
        },
        yaxis={"title": "Share of all pixels", "tickformat": ".0%", "fixedrange": True},
        height=300,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
    )
    return figure
