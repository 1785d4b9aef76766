"""The confusion matrix as a figure that can be clicked, and what has changed in it."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import CHOSEN, CONTEXT, FEWER_TO_MORE, INK, PAPER, SEQUENTIAL
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.wording import percent

# The name of the selection, under which the page receives a click.
CELL = "cell"
Cell = tuple[int | None, int | None]


def _base(*more: alt.Tooltip) -> alt.Chart:
    return alt.Chart(ROWS).encode(
        x=alt.X("predicted:O", title="Predicted digit").axis(orient="top", labelAngle=0),
        y=alt.Y("true:O", title="True digit"),
        tooltip=[
            alt.Tooltip("true:O", title="True digit"),
            alt.Tooltip("predicted:O", title="Predicted digit"),
            *more,
        ],
    )


@cache
def _confusion_spec() -> dict[str, Any]:
    base = _base(
        alt.Tooltip("count:Q", title="Images", format=",d"),
        percent_tooltip("share", "Share of the true digit"),
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
    numbers = base.mark_text(fontSize=12).encode(
        text="words:N",
        color=alt.condition(alt.datum.shade > 0.25, alt.value(PAPER), alt.value(INK)),
    )
    return alt.layer(cells, numbers, data=ROWS).properties(height=390).to_dict()


def confusion_figure(
    matrix: np.ndarray,
    *,
    fractions: bool = False,
    dim_diagonal: bool = False,
    chosen: Cell = (None, None),
) -> Figure:
    """Draw a confusion matrix: rows true digits, columns predictions.

    Parameters
    ----------
    matrix : int64 array of shape (10, 10)
        From :func:`core.evaluation.confusion_matrix`.
    fractions : bool
        Write percentages of the true digit's images instead of their number.
    dim_diagonal : bool
        Color by mistakes only, so that they show.
    chosen : (true digit, prediction)
        The cell, or with None for one of them the row or column, that is outlined.

    Returns
    -------
    Figure
        Color follows the fraction of the true digit's images on a square-root scale, so
        that single mistakes among a thousand images are visible. Clicking a cell
        selects its ``true`` and ``predicted`` digit under the name `CELL`.
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
    return Figure(frame, _confusion_spec())


def _outlined(rows: np.ndarray, columns: np.ndarray, chosen: Cell) -> np.ndarray:
    true, predicted = chosen
    inside = ((rows == true) | (true is None)) & ((columns == predicted) | (predicted is None))
    return inside & (chosen != (None, None))


@cache
def _change_spec() -> dict[str, Any]:
    base = _base(
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
    numbers = base.mark_text(fontSize=12, color=INK).encode(text="words:N")
    return alt.layer(cells, numbers, data=ROWS).properties(height=420).to_dict()


def change_figure(before: np.ndarray, after: np.ndarray) -> Figure:
    """Draw what has changed between two confusion matrices of the same images.

    Parameters
    ----------
    before, after : int64 arrays of shape (10, 10)
        From :func:`core.evaluation.confusion_matrix`.

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
    return Figure(frame, _change_spec())
