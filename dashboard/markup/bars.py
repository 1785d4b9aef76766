"""Numbers as bars with the numbers beside them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.percent import percent
from dashboard.figures.palette import CONTEXT, MAIN, RIGHT

# Of core's there is the same number, but it comes with PyTorch, and Home draws bars before that.
CLASSES = 10


def probability_bars(
    probabilities: np.ndarray | None, *, alt: str, label: int | None = None
) -> str:
    """Draw ten probabilities as bars, 0 to 9 in this order, with the numbers.

    Parameters
    ----------
    probabilities : float array of shape (10,), or None
        They sum to 1. None draws the empty places, so that nothing jumps later.
    alt : str
        What the bars belong to, for those who do not see them.
    label : int, optional
        The true digit; it is marked by color and by a check mark.

    Returns
    -------
    str
        HTML for `st.html`. Text takes the color of the page in both themes.
    """
    best = None if probabilities is None else int(np.argmax(probabilities))
    rows = []
    for digit in range(CLASSES):
        fraction = 0.0 if probabilities is None else float(probabilities[digit])
        color = RIGHT if digit == label else MAIN if digit == best else CONTEXT
        strong = ' class="lab-strong"' if digit in (best, label) else ""
        mark = " &#10003;" if digit == label else ""
        words = "" if probabilities is None else percent(fraction)
        rows.append(
            f"<div{strong}>{digit}{mark}</div>"
            f'<div class="lab-groove">{_bar(fraction, color)}</div><div{strong}>{words}</div>'
        )
    return (
        f'<div class="lab-probabilities" role="group" '
        f'aria-label="{html.escape(alt, quote=True)}">{"".join(rows)}</div>'
    )


def _bar(fraction: float, color: str) -> str:
    return f'<div class="lab-bar" style="width:{fraction:.2%};background:{color}"></div>'


@dataclass(frozen=True, slots=True, eq=False)
class BarColumn:
    """One quantity of several things.

    Attributes
    ----------
    title : str
        What is measured.
    values : float array of shape (n,)
        0 or more; the largest gets the longest bar. One that is not a number gets none.
    words : sequence of n str
        The numbers as they are written.
    color : str
        Of the bars, as CSS writes it.
    """

    title: str
    values: np.ndarray
    words: Sequence[str]
    color: str


def bar_table(names: Sequence[str], columns: Sequence[BarColumn], *, alt: str) -> str:
    """Draw quantities of several things as bars beside each other, one row for each thing.

    Parameters
    ----------
    names : sequence of n str
        What the rows are called.
    columns : sequence of BarColumn
        At least one.
    alt : str
        What the bars belong to, for those who do not see them.

    Returns
    -------
    str
        HTML for `st.html`. Text takes the color of the page in both themes.
    """
    heads = "".join(f"<div><b>{html.escape(column.title)}</b></div>" for column in columns)
    cells = [f"<div></div>{heads}"]
    for row, name in enumerate(names):
        cells.append(f'<div class="lab-bars-name">{html.escape(name)}</div>')
        cells.extend(_bar_cell(column, row) for column in columns)
    return (
        f'<div class="lab-bars" role="group" aria-label="{html.escape(alt, quote=True)}" style="'
        f"grid-template-columns:minmax(5rem,auto){' minmax(0,1fr)' * len(columns)}"
        f'">{"".join(cells)}</div>'
    )


def _bar_cell(column: BarColumn, row: int) -> str:
    value, largest = float(column.values[row]), float(np.nanmax(column.values, initial=0))
    fraction = value / largest if largest and np.isfinite(value) else 0.0
    return (
        f'<div class="lab-bars-cell"><div class="lab-bars-place">{_bar(fraction, column.color)}'
        f'</div><div class="lab-bars-words">{html.escape(column.words[row])}</div></div>'
    )
