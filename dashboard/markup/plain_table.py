"""A small table of numbers that is only read.

Streamlit's interactive table takes 0.3 s to appear (measured on two slow cores), and its plain one
writes each cell as a text of its own.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

STYLE = """<style>
.plain-table{overflow-x:auto}
.plain-table table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
.plain-table th,.plain-table td{border-bottom:1px solid #8885;padding:.2rem .7rem}
.plain-table th{font-weight:600}
.plain-table .caption{font-size:.85rem;margin:.5rem 0 .2rem}
</style>"""


def _write(value: object, number_format: str) -> str:
    return f"{value:{number_format}}" if isinstance(value, float | np.floating) else str(value)


def _row(kind: str, cells: Sequence[str], sides: Sequence[str]) -> str:
    written = (
        f'<{kind} style="text-align:{side}">{html.escape(cell)}</{kind}>'
        for cell, side in zip(cells, sides, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"


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
    sides = ["right" if is_numeric_dtype(values) else "left" for _, values in columns]
    rows = [
        _row("th", [str(name) for name, _ in columns], sides),
        *(
            _row("td", [_write(value, number_format) for value in values], sides)
            for values in zip(*(values for _, values in columns), strict=True)
        ),
    ]
    label = html.escape(alt, quote=True)
    above = f'<div class="caption">{html.escape(caption)}</div>' if caption else ""
    return (
        f'<div class="plain-table" role="group" aria-label="{label}">{STYLE}{above}'
        f"<table>{''.join(rows)}</table></div>"
    )
