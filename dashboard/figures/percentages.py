"""Shares as words inside a figure: never rounded to all or to none."""

from __future__ import annotations

import altair as alt

DECIMALS = 1


def percent_words(*fields: str, decimals: int = DECIMALS) -> dict[str, str]:
    """Write Vega expressions that do what :func:`dashboard.wording.percent` does.

    A format of d3 would turn 4,999 of 5,000 into 100.0 %.

    Parameters
    ----------
    fields : str
        Fields of the rows, each a share from 0 to 1.
    decimals : int
        How many are shown.

    Returns
    -------
    dict
        For `transform_calculate`: for each field a new one, named as by :func:`words_field`.
    """
    least = 10.0**-decimals
    return {
        words_field(field): (
            f"!isValid(datum['{field}']) ? '' : "
            f"datum['{field}'] > 0 && datum['{field}'] < {least / 200:.12f} "
            f"? '< {least:.{decimals}f} %' : "
            f"datum['{field}'] < 1 && datum['{field}'] >= {1 - least / 200:.12f} "
            f"? '> {100 - least:.{decimals}f} %' : "
            f"format(100 * datum['{field}'], '.{decimals}f') + ' %'"
        )
        for field in fields
    }


def words_field(field: str) -> str:
    """Return the name of the field that has a share in words."""
    return f"{field} in words"


def percent_tooltip(field: str, title: str) -> alt.Tooltip:
    """Show a share that :func:`percent_words` has written."""
    return alt.Tooltip(field=words_field(field), type="nominal", title=title)
