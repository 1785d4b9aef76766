"""A small table of numbers that is only read.

Streamlit's interactive table takes 0.3 s to appear (measured on two slow cores), and its plain one
writes each cell as a text of its own.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype


def _write(value: object, number_format: str) -> str:
    return f"{value:{number_format}}" if isinstance(value, float | np.floating) else str(value)


def _cell(text: str, css_class: str, scope: str) -> str:
    # The corner above the names of the rows is no header: it would be one without words.
    if not scope or (scope == "col" and not text):
        return f"<td{css_class}>{html.escape(text)}</td>"
    return f'<th scope="{scope}"{css_class}>{html.escape(text)}</th>'


def _row(cells: Iterable[str], classes: Sequence[str], scopes: Sequence[str]) -> str:
    return f"<tr>{''.join(map(_cell, cells, classes, scopes))}</tr>"


def plain_table(
    table: pd.DataFrame, *, alt: str, number_format: str = "", index: bool = True, caption: str = ""
) -> str:
    """Write a table as HTML; it scrolls sideways in its own box where there is no room.

    Parameters
    ----------
    table : DataFrame
        Its names of columns and rows are shown too.
    alt : str
        What it shows, for those who do not see it.
    number_format : str
        How numbers with a fraction are written, such as ".3f".
    index : bool
        Whether the names of the rows are shown.
    caption : str
        What stands above it.

    Returns
    -------
    str
        HTML for `st.html`.
    """
    columns = ([(table.index.name or "", table.index)] if index else []) + list(table.items())
    # Numbers stand under each other by their last digit, words by their first letter.
    classes = [' class="lab-number"' if is_numeric_dtype(values) else "" for _, values in columns]
    scopes = ["row" if index and not place else "" for place in range(len(columns))]
    rows = [
        _row([str(name) for name, _ in columns], classes, ["col"] * len(columns)),
        *(
            _row([_write(value, number_format) for value in values], classes, scopes)
            for values in zip(*(values for _, values in columns), strict=True)
        ),
    ]
    label = html.escape(alt, quote=True)
    above = f'<div class="lab-table-caption">{html.escape(caption)}</div>' if caption else ""
    return (
        f'<div class="lab-table" role="group" aria-label="{label}">{above}'
        f"<table>{''.join(rows)}</table></div>"
    )
