"""Numbers as bars with the numbers beside them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.percent import percent
from dashboard.figures.palette import CONTEXT, MAIN, RIGHT

# Core's names are the same, but they come with PyTorch, and Home draws bars before that.
DIGIT_NAMES = tuple("0123456789")
# More classes than this are too many to compare; then so many of the most probable are enough.
MAX_BARS, MOST_PROBABLE = 12, 9


def probability_bars(
    probabilities: np.ndarray | None,
    *,
    alt: str,
    label: int | None = None,
    names: Sequence[str] = DIGIT_NAMES,
) -> str:
    """Draw probabilities as bars with the numbers, each class in its place: digits 0 to 9.

    Of more than twelve classes the most probable ones come first, and a last bar has all others.

    Parameters
    ----------
    probabilities : float array of shape (classes,), or None
        They sum to 1. None draws the empty places, so that nothing jumps later.
    alt : str
        What the bars belong to, for those who do not see them.
    label : int, optional
        The true class; it is marked by color and by a check mark.
    names : sequence of str
        What the classes are called.

    Returns
    -------
    str
        HTML for `st.html`. Text takes the color of the page in both themes.
    """
    best = None if probabilities is None else int(np.argmax(probabilities))
    shown = _shown(probabilities, label, len(names))
    rows = []
    for one in shown:
        fraction = 0.0 if probabilities is None else float(probabilities[one])
        color = RIGHT if one == label else MAIN if one == best else CONTEXT
        strong = ' class="lab-strong"' if one in (best, label) else ""
        mark = " &#10003;" if one == label else ""
        words = "" if probabilities is None else percent(fraction)
        # Which ones come first is not known before there are probabilities.
        is_known = probabilities is not None or len(shown) == len(names)
        name = html.escape(names[one]) if is_known else "&nbsp;"
        rows.append(
            f"<div{strong}>{name}{mark}</div>"
            f'<div class="lab-groove">{_bar(fraction, color)}</div><div{strong}>{words}</div>'
        )
    if others := len(names) - len(shown):
        rest = 0.0 if probabilities is None else max(0.0, 1 - float(probabilities[shown].sum()))
        words = "" if probabilities is None else percent(rest)
        rows.append(
            f'<div>{others} others</div><div class="lab-groove">{_bar(rest, CONTEXT)}</div>'
            f"<div>{words}</div>"
        )
    named = " lab-named" if others or any(len(name) > 1 for name in names) else ""
    return (
        f'<div class="lab-probabilities{named}" role="group" '
        f'aria-label="{html.escape(alt, quote=True)}">{"".join(rows)}</div>'
    )


def _shown(probabilities: np.ndarray | None, label: int | None, classes: int) -> list[int]:
    """Choose which classes get a bar: all in order, or the most probable and the true one."""
    if classes <= MAX_BARS:
        return list(range(classes))
    if probabilities is None:
        return list(range(MOST_PROBABLE))
    order = np.argsort(-probabilities, kind="stable").tolist()
    shown = order[:MOST_PROBABLE]
    if label is not None and label not in shown:
        shown[-1] = label
    return shown


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
