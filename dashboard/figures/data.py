"""How many images of each digit there are, and how dark their pixels are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.data import DIGIT_NAMES
from dashboard.figures.axes import PERCENT
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import MAIN, TEST, TRAINING, VALIDATION
from dashboard.figures.percentages import percent_tooltip, percent_words

# Each split keeps its place within a group of bars, so color never stands alone.
COLORS = {"training": TRAINING, "validation": VALIDATION, "test": TEST}


@cache
def _balance_spec(names: tuple[str, ...], noun: str) -> dict[str, Any]:
    order = list(COLORS)
    is_named = names != DIGIT_NAMES
    axis: dict[str, Any] = (
        {"labelExpr": f"{json.dumps(list(names))}[datum.value]"} if is_named else {}
    )
    angle = -90 if max(map(len, names)) > 2 else 0
    chart = alt.Chart(ROWS)
    if is_named:
        chart = chart.transform_calculate(name=f"{json.dumps(list(names))}[datum.digit]")
    color = alt.Color(
        "images:N", title=None, scale=alt.Scale(domain=order, range=list(COLORS.values()))
    )
    return (
        chart.mark_bar()
        .encode(
            x=alt.X("digit:O", title=noun.capitalize(), axis=alt.Axis(labelAngle=angle, **axis)),
            xOffset=alt.XOffset("images:N", sort=order),
            y=alt.Y("count:Q", title="Images", axis=alt.Axis(format=",d", tickCount=5)),
            color=color.legend(orient="top"),
            tooltip=[
                alt.Tooltip("images:N", title="Images"),
                alt.Tooltip("name:N" if is_named else "digit:O", title=noun.capitalize()),
                alt.Tooltip("count:Q", title="Count", format=",d"),
            ],
        )
        .properties(height=320)
        .to_dict()
    )


def class_balance_figure(
    counts: Mapping[str, np.ndarray],
    names: Sequence[str] = DIGIT_NAMES,
    noun: str = "digit",
) -> Figure:
    """Draw how many images of each class the splits have.

    Parameters
    ----------
    counts : mapping
        For each split's name an int64 array of shape (classes,).
    names : sequence of str
        What the classes are called.
    noun : str
        What images show, in a word.

    Returns
    -------
    Figure
        Grouped bars, the first class first.
    """
    groups = [
        pd.DataFrame({"images": name, "digit": np.arange(len(values)), "count": values})
        for name, values in counts.items()
    ]
    return Figure(pd.concat(groups, ignore_index=True), _balance_spec(tuple(names), noun))


@cache
def _histogram_spec() -> dict[str, Any]:
    scale = alt.Scale(domain=[0, 256], nice=False)
    axis = alt.Axis(values=list(range(0, 257, 32)), grid=False)
    return (
        alt.Chart(ROWS)
        .transform_calculate(**percent_words("share", decimals=2))
        .mark_bar(color=MAIN, binSpacing=1)
        .encode(
            x=alt.X(
                "from:Q",
                bin="binned",
                title="Pixel value (0 paper, 255 ink)",
                scale=scale,
                axis=axis,
            ),
            x2="to",
            y=alt.Y("share:Q", title="Share of all pixels", axis=PERCENT),
            tooltip=[
                alt.Tooltip("values:N", title="Values"),
                percent_tooltip("share", "Of all pixels"),
            ],
        )
        .properties(height=300)
        .to_dict()
    )


def pixel_histogram_figure(counts: np.ndarray) -> Figure:
    """Draw how often each brightness occurs.

    Parameters
    ----------
    counts : int64 array of shape (bins,)
        From :func:`core.data.statistics.pixel_histogram`.

    Returns
    -------
    Figure
        Bars over the values 0 to 255, the fraction of all pixels as height.
    """
    width = 256 // len(counts)
    starts = np.arange(len(counts)) * width
    rows = pd.DataFrame(
        {
            "from": starts,
            "to": starts + width,
            "values": [f"{start} to {start + width - 1}" for start in starts],
            "share": counts / counts.sum(),
        }
    )
    return Figure(rows, _histogram_spec())
