"""The confusion matrix as a figure that can be clicked, and what has changed in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.data import DIGIT_NAMES
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import CHOSEN, CONTEXT, FEWER_TO_MORE, INK, PAPER, SEQUENTIAL
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.wording import percent

# The name of the selection, under which the page receives a click.
CELL = "cell"
Cell = tuple[int | None, int | None]
# Of ten classes. More have lower rows, and their numbers only where there is room for them.
USUAL_HEIGHT_PIXELS, CHANGE_HEIGHT_PIXELS = 390, 420
MIN_ROW_PIXELS, MAX_HEIGHT_PIXELS = 22, 640
NUMBER_PIXELS, MAX_NUMBERED_CLASSES = 15, 30
FONT_PIXELS, SMALL_FONT_PIXELS = 12, 8


def _base(names: Sequence[str], noun: str, *more: alt.Tooltip) -> alt.Chart:
    axis: dict[str, Any] = {}
    written = json.dumps(list(names))
    if tuple(names) != DIGIT_NAMES:
        axis = {"labelExpr": f"{written}[datum.value]", "labelLimit": 90, "labelOverlap": False}
    if len(names) > MAX_NUMBERED_CLASSES:
        axis["labelFontSize"] = SMALL_FONT_PIXELS
    # Upright: what leans to the right would be cut off at the last column.
    angle = -90 if max(map(len, names)) > 2 else 0
    true, predicted = "true", "predicted"
    base = alt.Chart(ROWS)
    if axis:
        base = base.transform_calculate(
            true_name=f"{written}[datum.true]", predicted_name=f"{written}[datum.predicted]"
        )
        true, predicted = "true_name", "predicted_name"
    return base.encode(
        x=alt.X("predicted:O", title=f"Predicted {noun}").axis(
            orient="top", labelAngle=angle, **axis
        ),
        y=alt.Y("true:O", title=f"True {noun}").axis(**axis),
        tooltip=[
            alt.Tooltip(f"{true}:O", title=f"True {noun}"),
            alt.Tooltip(f"{predicted}:O", title=f"Predicted {noun}"),
            *more,
        ],
    )


def _height(usual: int, classes: int) -> int:
    return max(usual, min(MIN_ROW_PIXELS * classes, MAX_HEIGHT_PIXELS))


def _numbers(base: alt.Chart, classes: int) -> alt.Chart:
    """Write into each cell, where there is room; the color tells enough where there is none."""
    if classes <= len(DIGIT_NAMES):
        return base.mark_text(fontSize=FONT_PIXELS)
    room = "true" if classes <= MAX_NUMBERED_CLASSES else "false"
    test = f"{room} && width > {NUMBER_PIXELS * classes}"
    return base.mark_text(fontSize=SMALL_FONT_PIXELS).encode(
        opacity=alt.condition(test, alt.value(1), alt.value(0))
    )


@cache
def _confusion_spec(names: tuple[str, ...], noun: str) -> dict[str, Any]:
    base = _base(
        names,
        noun,
        alt.Tooltip("count:Q", title="Images", format=",d"),
        percent_tooltip("share", f"Share of the true {noun}"),
    ).transform_calculate(**percent_words("share"))
    cells = (
        base.mark_rect(cursor="pointer")
        .encode(
            color=alt.Color(
                "shade:Q",
                legend=None,
                scale=alt.Scale(type="sqrt", domain=[0, 1], range=list(SEQUENTIAL)),
            ),
            stroke=alt.condition(alt.datum.outlined, alt.value(CHOSEN), alt.value(CONTEXT)),
            strokeWidth=alt.condition(alt.datum.outlined, alt.value(3), alt.value(0.3)),
        )
        .add_params(alt.selection_point(CELL, fields=["true", "predicted"]))
    )
    numbers = _numbers(base, len(names)).encode(
        text="words:N",
        color=alt.condition(alt.datum.shade > 0.25, alt.value(PAPER), alt.value(INK)),
    )
    height = _height(USUAL_HEIGHT_PIXELS, len(names))
    return alt.layer(cells, numbers, data=ROWS).properties(height=height).to_dict()


def confusion_figure(
    matrix: np.ndarray,
    *,
    fractions: bool = False,
    dim_diagonal: bool = False,
    chosen: Cell = (None, None),
    names: Sequence[str] = DIGIT_NAMES,
    noun: str = "digit",
) -> Figure:
    """Draw a confusion matrix: rows true classes, columns predictions.

    Parameters
    ----------
    matrix : int64 array of shape (classes, classes)
        From :func:`core.evaluation.confusion_matrix`.
    fractions : bool
        Write percentages of the true class's images instead of their number.
    dim_diagonal : bool
        Color by mistakes only, so that they show.
    chosen : (true class, prediction)
        The cell, or with None for one of them the row or column, that is outlined.
    names : sequence of str
        What the classes are called.
    noun : str
        What images show, in a word.

    Returns
    -------
    Figure
        Color follows the fraction of the true class's images on a square-root scale, so
        that single mistakes among a thousand images are visible. Clicking a cell
        selects its ``true`` and ``predicted`` class, as numbers, under the name `CELL`.
    """
    positions = np.indices(matrix.shape)
    rows, columns = positions[0], positions[1]
    fraction = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    shown = np.where(np.eye(len(matrix), dtype=bool), 0.0, fraction) if dim_diagonal else fraction
    frame = pd.DataFrame(
        {
            "true": rows.reshape(-1),
            "predicted": columns.reshape(-1),
            "count": matrix.reshape(-1),
            "share": fraction.reshape(-1),
            "shade": (shown / (shown.max() or 1.0)).reshape(-1),
            "words": [
                (percent(part).removesuffix(" %") if fractions else f"{count:,}") if count else ""
                for count, part in zip(matrix.reshape(-1), fraction.reshape(-1), strict=True)
            ],
            "outlined": _outlined(rows, columns, chosen).reshape(-1),
        }
    )
    return Figure(frame, _confusion_spec(tuple(names), noun))


def _outlined(rows: np.ndarray, columns: np.ndarray, chosen: Cell) -> np.ndarray:
    true, predicted = chosen
    inside = ((rows == true) | (true is None)) & ((columns == predicted) | (predicted is None))
    return inside & (chosen != (None, None))


@cache
def _change_spec(names: tuple[str, ...], noun: str) -> dict[str, Any]:
    base = _base(
        names,
        noun,
        alt.Tooltip("before:Q", title="As it is", format=",d"),
        alt.Tooltip("after:Q", title="Now", format=",d"),
    )
    cells = base.mark_rect(stroke=CONTEXT, strokeWidth=0.3).encode(
        color=alt.Color(
            "shade:Q",
            legend=None,
            scale=alt.Scale(domain=[-1, 0, 1], range=list(FEWER_TO_MORE), interpolate="rgb"),
        )
    )
    numbers = _numbers(base, len(names)).encode(text="words:N", color=alt.value(INK))
    height = _height(CHANGE_HEIGHT_PIXELS, len(names))
    return alt.layer(cells, numbers, data=ROWS).properties(height=height).to_dict()


def change_figure(
    before: np.ndarray,
    after: np.ndarray,
    *,
    names: Sequence[str] = DIGIT_NAMES,
    noun: str = "digit",
) -> Figure:
    """Draw what has changed between two confusion matrices of the same images.

    Parameters
    ----------
    before, after : int64 arrays of shape (classes, classes)
        From :func:`core.evaluation.confusion_matrix`.
    names : sequence of str
        What the classes are called.
    noun : str
        What images show, in a word.

    Returns
    -------
    Figure
        Each cell says how many more (orange) or fewer (blue) images lie there; the
        shade follows the square root of that number.
    """
    rows, columns = np.indices(after.shape)
    change = after - before
    strength = np.sign(change) * np.sqrt(np.abs(change))
    frame = pd.DataFrame(
        {
            "true": rows.ravel(),
            "predicted": columns.ravel(),
            "before": before.ravel(),
            "after": after.ravel(),
            "shade": (strength / (np.abs(strength).max() or 1.0)).ravel(),
            "words": [f"{number:+,d}" if number else "" for number in change.ravel()],
        }
    )
    return Figure(frame, _change_spec(tuple(names), noun))
