"""Numbers as bars with the numbers beside them, drawn the same way everywhere."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data import CLASSES
from dashboard.figures.learning_curves import BLUE, GREEN, GREY
from dashboard.wording import percent


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
        share = 0.0 if probabilities is None else float(probabilities[digit])
        color = GREEN if digit == label else BLUE if digit == best else GREY
        weight = 700 if digit in (best, label) else 400
        mark = " &#10003;" if digit == label else ""
        words = "" if probabilities is None else percent(share)
        rows.append(
            f'<div style="width:1.8rem;font-weight:{weight}">{digit}{mark}</div>'
            f'<div style="background:#8882;border-radius:3px;height:1rem"><div style="width:'
            f'{share:.2%};height:100%;background:{color};border-radius:3px"></div></div>'
            f'<div style="text-align:right;font-weight:{weight}">{words}</div>'
        )
    return (
        f'<div role="group" aria-label="{html.escape(alt, quote=True)}" style="display:grid;'
        "grid-template-columns:auto 1fr 4.2rem;gap:.35rem .5rem;align-items:center;"
        f'font-size:.9rem;line-height:1.1">{"".join(rows)}</div>'
    )


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
        cells.append(f'<div style="overflow-wrap:anywhere">{html.escape(name)}</div>')
        for column in columns:
            value, largest = float(column.values[row]), float(np.nanmax(column.values, initial=0))
            share = value / largest if largest and np.isfinite(value) else 0.0
            cells.append(
                f'<div style="display:flex;gap:.4rem;align-items:center"><div style="flex:1">'
                f'<div style="width:{share:.2%};height:.9rem;background:{column.color};'
                f'border-radius:3px"></div></div><div style="width:3.6rem;text-align:right">'
                f"{html.escape(column.words[row])}</div></div>"
            )
    return (
        f'<div role="group" aria-label="{html.escape(alt, quote=True)}" style="display:grid;'
        f"grid-template-columns:minmax(5rem,auto){' minmax(0,1fr)' * len(columns)};"
        f'gap:.35rem .9rem;align-items:center;font-size:.9rem;line-height:1.2">{"".join(cells)}'
        "</div>"
    )
