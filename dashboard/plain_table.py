"""A small table of numbers that is only read.

Streamlit's interactive table takes 0.3 s to appear, and its plain one writes each cell as a text
of its own; measured on two cores, this one takes a hundredth of that.
"""

from __future__ import annotations

import html

import pandas as pd

STYLE = """<style>
.plain-table{overflow-x:auto}
.plain-table table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
.plain-table th,.plain-table td{border-bottom:1px solid #8885;padding:.2rem .7rem;text-align:right}
.plain-table th{font-weight:600}
.plain-table .caption{font-size:.85rem;margin:.5rem 0 .2rem}
</style>"""


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
    written = table.to_html(
        border=0, index=index, index_names=False, float_format=f"{{:{number_format}}}".format
    )
    label = html.escape(alt, quote=True)
    above = f'<div class="caption">{html.escape(caption)}</div>' if caption else ""
    return (
        f'<div class="plain-table" role="group" aria-label="{label}">{STYLE}{above}{written}</div>'
    )
