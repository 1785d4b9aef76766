"""Ten probabilities as bars, drawn the same way everywhere."""

from __future__ import annotations

import html

import numpy as np

from core.data import CLASSES
from dashboard.charts import BLUE, GREEN, GREY
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
