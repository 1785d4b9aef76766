"""What a search has found: its trials as lines, as a table, and what mattered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.comparison import SEARCHABLE, Trial, search_space
from core.config import TrainConfig
from core.setting_kinds import SearchRange
from core.setting_words import value_in_words
from core.settings import SETTINGS
from dashboard.figures.axes import PERCENT
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import LOW_TO_HIGH, MAIN
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.figures.search_space import search_space_figure
from dashboard.furniture.drawing import draw_figure
from dashboard.wording import percent, short_number

# In other words than Optuna's, where those say something else to most people.
ENDINGS = {"pruned": "given up", "failed": "cancelled"}
# A calm ramp from pale to the accent, readable on paper and on dark.
RAMP = list(zip((0, 0.5, 1), LOW_TO_HIGH, strict=True))


def write_value(name: str, value: Any) -> str:
    """Write a tried value of a setting for people."""
    # A search draws numbers of many digits, of which few say anything.
    if isinstance(value, float) or name not in SETTINGS:
        return short_number(value)
    return value_in_words(name, value)


def trials_table(trials: Sequence[Trial], fields: Sequence[str]) -> pd.DataFrame:
    """List trials, the best first; those without an accuracy last.

    Returns
    -------
    DataFrame
        Accuracies in per cent of the validation images.
    """
    ordered = sorted(trials, key=lambda trial: -(trial.accuracy or 0.0))
    return pd.DataFrame(
        [
            {
                "Trial": trial.number,
                "Accuracy": None if trial.accuracy is None else 100 * trial.accuracy,
                "How it ended": ENDINGS.get(trial.state, trial.state),
                **{
                    SEARCHABLE[name].title: write_value(name, trial.values[name])
                    if name in trial.values
                    else ""
                    for name in fields
                },
                "Epochs": trial.epochs,
                "Seconds": trial.seconds,
            }
            for trial in ordered
        ]
    )


def place_of(name: str, value: Any) -> float | None:
    """Find where a value lies in what a search may try, 0 to 1; None if it lies outside."""
    space = search_space(SEARCHABLE[name])
    if not isinstance(space, SearchRange):
        return space.index(value) / max(len(space) - 1, 1) if value in space else None
    if value is None or not space.low <= value <= space.high:
        return None
    if not space.logarithmic:
        return (value - space.low) / (space.high - space.low)
    return math.log(value / space.low) / math.log(space.high / space.low)


def space_figure(
    base: TrainConfig, fields: Sequence[str], trials: Sequence[Trial]
) -> alt.LayerChart:
    """Draw what may be tried, the settings as prepared, and what was tried."""
    ends, now, tried = [], [], []
    for name in fields:
        title, space = SEARCHABLE[name].title, search_space(SEARCHABLE[name])
        first, last = (
            (space.low, space.high) if isinstance(space, SearchRange) else (space[0], space[-1])
        )
        ends += [(title, 0, write_value(name, first)), (title, 1, write_value(name, last))]
        present = 1.0 if name == "width" else getattr(base, name)
        if (place := place_of(name, present)) is not None:
            now.append((title, place, write_value(name, present)))
        for trial in trials:
            value = trial.values.get(name)
            if trial.accuracy is not None and (place := place_of(name, value)) is not None:
                tried.append((title, place, write_value(name, value), trial.number, trial.accuracy))
    columns = ["setting", "place", "words"]
    return search_space_figure(
        [SEARCHABLE[name].title for name in fields],
        pd.DataFrame(ends, columns=columns),
        pd.DataFrame(now, columns=columns),
        pd.DataFrame(tried, columns=[*columns, "trial", "accuracy"]),
    )


def show_space(base: TrainConfig, fields: Sequence[str], trials: Sequence[Trial]) -> None:
    """Show what a search may try, and how good it was there."""
    if not fields:
        return
    seen = sum(trial.accuracy is not None for trial in trials)
    st.altair_chart(
        space_figure(base, fields, trials),
        key="search_space",
        alt=f"The range of {len(fields)} settings, with {seen} trials",
    )
    st.caption(
        "Each line: what may be tried of one setting. Triangle: as it is prepared."
        + (" Each mark: a trial; where marks are orange, networks were best." * bool(seen))
    )


def _axis(trials: Sequence[Trial], name: str) -> dict[str, Any]:
    """Make one axis of the parallel coordinates; what a trial does not have lies at its foot."""
    searchable, space = SEARCHABLE[name], search_space(SEARCHABLE[name])
    if not isinstance(space, SearchRange):
        places = {choice: place for place, choice in enumerate(space)}
        return {
            "label": searchable.title,
            "values": [places.get(trial.values.get(name), 0) for trial in trials],
            "tickvals": list(places.values()),
            "ticktext": [write_value(name, choice) for choice in places],
            "range": [0, len(places) - 1],
        }
    low, high = space.low, space.high
    values = [trial.values.get(name, low) for trial in trials]
    if not space.logarithmic:
        return {"label": searchable.title, "values": values, "range": [low, high]}
    powers = range(round(math.log10(low)), round(math.log10(high)) + 1)
    return {
        "label": searchable.title,
        "values": [math.log10(value) for value in values],
        "range": [math.log10(low), math.log10(high)],
        "tickvals": list(powers),
        "ticktext": [short_number(10.0**power) for power in powers],
    }


def parallel_figure(trials: Sequence[Trial], fields: Sequence[str]) -> go.Figure:
    """Draw each trial as a line through its values, colored by its accuracy.

    Parameters
    ----------
    trials : sequence of Trial
        Those that have an accuracy.
    fields : sequence of str
        What was searched.

    Returns
    -------
    plotly.graph_objects.Figure
        Drag along an axis to keep only some lines.
    """
    accuracies = [100 * trial.accuracy for trial in trials if trial.accuracy is not None]
    axes = [_axis(trials, name) for name in fields]
    axes.append({"label": "Accuracy (%)", "values": accuracies})
    line = {"color": accuracies, "colorscale": RAMP, "cmin": min(accuracies)}
    figure = go.Figure(go.Parcoords(line=line, dimensions=axes))
    return figure.update_layout(height=380, margin={"l": 60, "r": 60, "t": 60, "b": 30})


@cache
def _importance_spec() -> dict[str, Any]:
    bars = (
        alt.Chart(ROWS)
        .transform_calculate(**percent_words("share"))
        .mark_bar(color=MAIN, height=18)
        .encode(
            x=alt.X("share:Q", title="Share of what mattered", axis=PERCENT),
            y=alt.Y("setting:N", sort="-x", title=None),
            tooltip=[
                alt.Tooltip("setting:N", title="Setting"),
                percent_tooltip("share", "Share"),
            ],
        )
    )
    return bars.properties(height=alt.Step(34)).to_dict()


def importance_figure(shares: dict[str, float]) -> Figure:
    """Draw which settings decided whether a trial was among the best quarter."""
    rows = [{"setting": SEARCHABLE[name].title, "share": share} for name, share in shares.items()]
    return Figure(pd.DataFrame(rows), _importance_spec())


def show_found(trials: Sequence[Trial], fields: Sequence[str], shares: dict[str, float]) -> None:
    """Show all trials, and which settings decided."""
    seen = [trial for trial in trials if trial.accuracy is not None]
    if len(seen) > 1:
        st.markdown(
            "**Each line is one trial**, its color the accuracy it reached. Drag along an axis "
            "to keep only the lines that pass there."
        )
        st.plotly_chart(parallel_figure(seen, fields), key="search_parallel")
        st.caption(
            "What means nothing to a trial, such as momentum for Adam, lies at the foot of its "
            "axis."
        )
    if shares:
        st.markdown("**What mattered**")
        draw_figure(
            importance_figure(shares),
            key="search_importance",
            alt=", ".join(
                f"{SEARCHABLE[name].title} {percent(share)}" for name, share in shares.items()
            ),
        )
        st.caption(
            "How differently the best quarter of the complete trials chose it than all did "
            "(PED-ANOVA, Watanabe et al., 2023). With fewer than twenty trials a hint at most."
        )
    st.dataframe(
        trials_table(trials, fields),
        hide_index=True,
        height="content" if len(trials) < 10 else 380,
        column_config={
            "Accuracy": st.column_config.NumberColumn(
                format="%.2f %%", help="Of the validation images, after the last epoch it had."
            ),
            "Seconds": st.column_config.NumberColumn(format="%.1f"),
            "How it ended": st.column_config.TextColumn(
                help="given up: half of the others were better at that epoch. cancelled: the "
                "search was ended in the middle of it."
            ),
        },
    )
