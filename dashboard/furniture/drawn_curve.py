"""An empty chart into which a visitor draws the curve that he expects."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from core.comparison import COLUMNS, DRAWABLE, checked_curve
from core.comparison.drawn_curve import Values
from core.errors import PredictionError
from dashboard.figures.palette import CHANCE, PREDICTED
from dashboard.in_words import in_words
from dashboard.visitor import session

ASSETS = Path(__file__).parent / "assets"
# How each measure is written on its axis: factor, unit, decimals, and the ticks.
_WRITTEN: dict[str, tuple[int, str, int, tuple[float, ...]]] = {
    "accuracy": (100, " %", 0, (0, 0.25, 0.5, 0.75, 1)),
    "loss": (1, "", 2, (0, 0.5, 1, 1.5, 2, 2.5)),
}
READY = "Or take a ready one, and change it as you like:"
_STEP_TICKS = (0, 0.25, 0.5, 0.75, 1)


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "digit_lab.drawn_curve",
        html='<div class="drawn"><svg role="group"></svg>'
        f'<div class="foot">{READY}<button class="clear" type="button">Clear</button></div>'
        f'<div class="choices" role="radiogroup" aria-label="{READY}"></div></div>',
        css=(ASSETS / "drawn_curve.css").read_text(encoding="utf-8"),
        js=(ASSETS / "drawn_curve.js").read_text(encoding="utf-8"),
    )


def chart_data(
    measure: str, *, total_steps: int, values: Values | None, name: str
) -> dict[str, Any]:
    """Say all that the browser must know to offer the chart.

    Parameters
    ----------
    measure : str
        A key of `DRAWABLE`.
    total_steps : int
        Where the axis of time ends.
    values : tuple of float, optional
        The curve that it begins with.
    name : str
        Of this chart: another one begins anew.
    """
    kind = DRAWABLE[measure]
    scale, unit, decimals, ticks = _WRITTEN[measure]
    return {
        "name": name,
        "columns": COLUMNS,
        "title": kind.title,
        "top": kind.top,
        "scale": scale,
        "unit": unit,
        "decimals": decimals,
        "chance": kind.chance,
        "chance_words": f"guessing: {scale * kind.chance:.{decimals}f}{unit}",
        "ticks": [(tick, f"{scale * tick:g}{unit}") for tick in ticks],
        "steps": [(share, f"{round(share * total_steps):,}") for share in _STEP_TICKS],
        "total_steps": total_steps,
        "time": "Step",
        "invitation": f"Draw the {kind.title.lower()} that you expect",
        "alt": f"An empty chart: {kind.title.lower()} over {total_steps:,} steps. Draw the curve "
        "that you expect. The left and right arrow keys go along it, up and down move it.",
        "colors": {"predicted": PREDICTED, "chance": CHANCE},
        "values": None if values is None else list(values),
        "ready": [{"title": one.title, "values": list(kind.curve(one))} for one in kind.ready],
    }


def read_curve(sent: object, measure: str, name: str) -> Values | None:
    """Read what a browser has sent; None for a chart that was cleared.

    Raises
    ------
    PredictionError
        If it is no curve of this chart: whoever speaks to the server may send anything.
    """
    if not isinstance(sent, dict) or sent.get("name") != name or "values" not in sent:
        raise PredictionError
    return None if sent["values"] is None else checked_curve(sent["values"], measure)


def drawn_curve(
    measure: str,
    *,
    total_steps: int,
    values: Values | None,
    on_draw: Callable[[Values | None], None],
    key: str,
) -> None:
    """Offer the chart; what is drawn stays there over reruns.

    Parameters
    ----------
    measure : str
        A key of `DRAWABLE`.
    total_steps : int
        Where the axis of time ends.
    values : tuple of float, optional
        The curve as it was kept, for when the page is opened again.
    on_draw : callable
        Told each new curve, before anything is drawn anew; None when it was cleared.
    key : str
        Streamlit's name of it; one for each measure and length.
    """
    name = f"{measure} over {total_steps}"
    chart = f"{key}_{measure}_{total_steps}"

    def keep() -> None:
        on_draw(read_curve(session.widget_value(chart).curve, measure, name))

    _component()(
        key=chart,
        data=chart_data(measure, total_steps=total_steps, values=values, name=name),
        on_curve_change=in_words(keep),
        width="stretch",
    )
