"""The five instruments of two twins, together on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.clinic import FAULTS, INSTRUMENTS, READINGS
from core.comparison.drawn_curve import Values
from dashboard.figures.twins import DRAWN, LOOKS, TRAINING, VALIDATION, rows_of, twin_curves
from dashboard.furniture.drawing import draw_figure
from dashboard.markup.line_legend import line_legend
from dashboard.markup.plain_table import plain_table
from dashboard.views.clinic.outcome import written
from dashboard.views.clinic.visit import Twins

# Three beside each other; on a phone two.
MIN_INSTRUMENT_PIXELS = 160
# Of each instrument that stands in what a run has noted: its names there.
NOTED = {
    "loss": ("loss", "validation_loss"),
    "accuracy": ("accuracy", "validation_accuracy"),
    "gradient_norm": ("gradient_norm", ""),
}


AT_THE_END = (
    *("training_loss", "validation_loss", "training_accuracy", "validation_accuracy"),
    *("confidence", "gradient_norm", "dead_units"),
)


def show_legend(*, mended: bool = False, drawn: bool = False) -> None:
    """Name the lines once for all figures."""
    lines = {"clean": LOOKS["clean"], "faulty": LOOKS["faulty"]}
    if mended:
        lines["mended"] = LOOKS["mended"]
    if drawn:
        lines["what you drew"] = DRAWN
    st.html(line_legend(lines))


def curves_of(twins: Twins, twin: str, instrument: str, offset: int = 0) -> dict[str, pd.DataFrame]:
    """Return what an instrument shows of a twin so far, by "training" or "validation".

    Parameters
    ----------
    offset : int
        Added to its steps.

    Returns
    -------
    dict
        Tables with ``step`` and ``value``.
    """
    run = twins.runs[twin]
    if instrument not in NOTED:
        moments = twins.panel(twin).moments()
        measured = [(one.step + offset, getattr(one, instrument)) for one in moments]
        return {VALIDATION: pd.DataFrame(measured, columns=["step", "value"])}
    of_batches, of_epochs = NOTED[instrument]
    points = run.points()
    found = {TRAINING: pd.DataFrame({"step": points["step"] + offset, "value": points[of_batches]})}
    if of_epochs:
        ends = [(end.step + offset, getattr(end, of_epochs)) for end in run.job.run.epochs[:]]
        found[VALIDATION] = pd.DataFrame(ends, columns=["step", "value"], dtype=float)
    return found


def total_steps(twins: Twins, *, mended: bool) -> int:
    """Return where the axis of time ends: at the last step of the longest training."""
    longest = max(run.job.run.total_steps for run in (twins.clean, twins.faulty))
    if twins.mended is None or not mended:
        return longest
    return max(longest, twins.faulty.job.run.step + twins.mended.job.run.total_steps)


def show_one(
    twins: Twins,
    instrument: str,
    *,
    key: str,
    mended: bool = False,
    drawn: Mapping[str, Values] | None = None,
) -> None:
    """Draw one instrument of both twins; the mended one goes on where the faulty one stood."""
    spec = INSTRUMENTS[instrument]
    after = {"mended": twins.faulty.job.run.step}
    names = tuple(twin for twin in twins.runs if mended or twin != "mended")
    rows = rows_of({twin: curves_of(twins, twin, instrument, after.get(twin, 0)) for twin in names})
    figure = twin_curves(
        instrument,
        spec.title,
        spec.unit,
        rows,
        total_steps(twins, mended=mended),
        twins=names,
        drawn=(drawn or {}).get(instrument),
        drawn_steps=twins.faulty.job.run.total_steps,
        large=mended,
    )
    draw_figure(figure, key=key, alt=f"{spec.title} of the {' and the '.join(names)} training")


def show(
    twins: Twins,
    *,
    key: str,
    shown: Sequence[str] = tuple(INSTRUMENTS),
    drawn: Mapping[str, Values] | None = None,
    drawn_measure: str = "",
) -> None:
    """Draw several instruments beside each other."""
    expected = {name: curve for name, curve in (drawn or {}).items() if name == drawn_measure}
    show_legend(drawn=bool(expected))
    with st.grid(3, min_column_width=MIN_INSTRUMENT_PIXELS, key=f"{key}_instruments"):
        for instrument in shown:
            show_one(twins, instrument, key=f"{key}_{instrument}", drawn=expected)


def readings_table(twins: Twins) -> pd.DataFrame:
    """Write what the instruments showed of both twins at the end, the telling one marked."""
    fault, readings = FAULTS[twins.fault], twins.readings()
    rows = [
        (
            reading.title.capitalize() + (" (tells it)" if name == fault.reading else ""),
            written(name, readings.clean.value(name)),
            written(name, readings.faulty.value(name)),
        )
        for name, reading in READINGS.items()
        if name == fault.reading or name in AT_THE_END
    ]
    return pd.DataFrame(rows, columns=["At the end", "Clean", "Faulty"])


def show_difference(twins: Twins) -> None:
    """Show the lines in which the two programs differ, and what the instruments read of both."""
    code, readings = st.columns([3, 2], gap="medium")
    with code:
        st.caption("The difference between the two programs")
        st.code(FAULTS[twins.fault].diff, language="diff")
    with readings:
        _show_readings(twins)


def _show_readings(twins: Twins) -> None:
    """Draw that table."""
    st.html(
        plain_table(
            readings_table(twins),
            alt="What the instruments showed of the clean and the faulty twin at the end",
            index=False,
        )
    )
