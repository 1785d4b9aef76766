"""One fault after the other: choose, predict, run both twins, say what was seen, and be told."""

from __future__ import annotations

from dashboard.views.clinic import choose, live, predict, reveal, see
from dashboard.views.clinic.visit import Visit
from dashboard.visitor import session


def show() -> None:
    """Draw the step at which this browser tab is."""
    mine = session.tab().state(Visit)
    choose.write_address(
        fault=mine.fault,
        dataset=mine.dataset if mine.dataset != choose.datasets()[0] else None,
        model=mine.model,
        seed=mine.seed or None,
    )
    if mine.twins is None:
        choose.show(mine)
        predict.show(mine)
        reveal.show_rates()
        return
    live.show(mine)
    if not mine.twins.are_over:
        return
    if mine.is_revealed:
        reveal.show(mine)
        reveal.show_rates()
    else:
        see.show(mine)
