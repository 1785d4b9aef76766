"""A search over several hyperparameters at once."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.comparison import (
    SEARCHABLE,
    Trial,
    best_trial,
    config_of,
    importances,
    meaningful_fields,
    open_study,
    plan_of,
    search,
    search_space,
    trials_of,
)
from core.config import TrainConfig
from core.evaluation import expected_selection_bias
from core.settings import SearchRange
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import LOW_TO_HIGH, MAIN
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress
from dashboard.server import data_sets
from dashboard.server.resources import shared_store
from dashboard.visitor import session
from dashboard.visitor.draft import prepare, prepared_config
from dashboard.wording import counted, percent

USUAL_FIELDS = ("learning_rate", "batch_size", "optimizer")
MAX_TRIALS = 200
# In other words than Optuna's, where those say something else to most people.
ENDINGS = {"pruned": "given up", "failed": "cancelled"}
# A calm ramp from pale to the accent, readable on paper and on dark.
RAMP = list(zip((0, 0.5, 1), LOW_TO_HIGH, strict=True))


def studies() -> tuple[str | Path, bool]:
    """Return where searches are kept, and whether other machines can reach them there.

    A database URL in ``DIGIT_LAB_STUDIES`` lets several machines search together; without it
    each workspace has a file of its own.
    """
    url = os.environ.get("DIGIT_LAB_STUDIES")
    home = shared_store().home(session.visitor().workspace)
    return url or home / "searches.sqlite", bool(url)


def write_value(value: Any) -> str:
    """Write a tried value for people."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


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
                    SEARCHABLE[name].title: write_value(trial.values[name])
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


def _axis(trials: Sequence[Trial], name: str) -> dict[str, Any]:
    """Make one axis of the parallel coordinates; what a trial does not have lies at its foot."""
    searchable, space = SEARCHABLE[name], search_space(SEARCHABLE[name])
    if not isinstance(space, SearchRange):
        places = {choice: place for place, choice in enumerate(space)}
        return {
            "label": searchable.title,
            "values": [places.get(trial.values.get(name), 0) for trial in trials],
            "tickvals": list(places.values()),
            "ticktext": [write_value(choice) for choice in places],
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
        "ticktext": [f"{10.0**power:g}" for power in powers],
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
        .mark_bar(color=MAIN, height=18)
        .encode(
            x=alt.X("share:Q", title="Share of what mattered", axis=alt.Axis(format=".0%")),
            y=alt.Y("setting:N", sort="-x", title=None),
            tooltip=[
                alt.Tooltip("setting:N", title="Setting"),
                alt.Tooltip("share:Q", title="Share", format=".0%"),
            ],
        )
    )
    return bars.properties(height=alt.Step(34)).to_dict()


def importance_figure(shares: dict[str, float]) -> Figure:
    """Draw which settings decided whether a trial was among the best quarter."""
    rows = [{"setting": SEARCHABLE[name].title, "share": share} for name, share in shares.items()]
    return Figure(pd.DataFrame(rows), _importance_spec())


def _choose_fields(base: TrainConfig) -> tuple[str, ...]:
    offered = meaningful_fields(base, SEARCHABLE)
    return tuple(
        st.pills(
            "What to search",
            offered,
            default=[name for name in USUAL_FIELDS if name in offered],
            selection_mode="multi",
            key=f"search_fields_{base.model}",
            format_func=lambda name: SEARCHABLE[name].title,
        )
    )


def _show_found(trials: Sequence[Trial], fields: Sequence[str], shares: dict[str, float]) -> None:
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


def _prepare(config: TrainConfig) -> None:
    prepare(config)
    st.toast("These settings are prepared on Train.", icon=":material/check:")


def show() -> None:
    """Let the visitor choose what to search, search on, and show what was found."""
    me = session.visitor()
    st.markdown(
        "One setting at a time misses what they do together. This tries many combinations, "
        "learns from each which to try next, and gives up early on what goes badly."
    )
    storage, shared = studies()
    name = st.text_input(
        "Name of the search",
        "search 1" if not shared else f"search of {me.workspace[:8]}",
        key="search_name",
        persist_state="session",
        width=260,
        help="Go on with a search under its name, or begin another one."
        + (" This server keeps them in a database: another machine may join in." * shared),
    )
    study = open_study(name, storage)
    plan = plan_of(study)
    base = prepared_config() if plan is None else plan.base
    if plan is None:
        st.caption("Everything else stays as it is prepared on Network and Train.")
        fields = _choose_fields(base)
    else:
        fields = plan.fields
        titles = ", ".join(SEARCHABLE[name].title.lower() for name in fields)
        st.caption(f"This search varies {titles}; everything else is as when it was begun.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = int(st.number_input("Trials", 1, MAX_TRIALS, 20, key="search_trials", width=140))
        asked = st.button(
            "Search" if plan is None else "Continue search",
            key="search_start",
            type="primary",
            icon=":material/search:",
            disabled=not fields,
        )
    if asked:
        data = data_sets.data_for(base)
        with progress("Searching", "search") as show_share:
            for _ in search(study, base, fields, data, trials=count, on_progress=show_share):
                pass
        st.rerun()  # What was begun is now what goes on.
    trials = trials_of(study)
    if not trials:
        st.caption("No trials yet. Few epochs and fewer training images make it quicker.")
        return
    _show_found(trials, fields, importances(study))
    best = best_trial(study)
    if best is None or best.accuracy is None:
        return
    complete = sum(trial.state == "complete" for trial in trials)
    total = len(data_sets.data_for(base).validation)
    bias = expected_selection_bias(complete, best.accuracy, total)
    chosen = ", ".join(
        f"{SEARCHABLE[name].title.lower()} {write_value(best.values[name])}"
        for name in fields
        if name in best.values
    )
    takeaway(
        f"Best of {counted(complete, 'complete trial')}: **{percent(best.accuracy)}** of the "
        f"validation images, with {chosen}."
        + (
            f" Even if all were equally good, the best of so many would look about "
            f"{100 * bias:.1f} points better than it is: train it on Train, then repeat it with "
            "other seeds under Verdict."
            if complete > 1
            else ""
        )
    )
    st.button(
        "Use these settings",
        key="search_use",
        icon=":material/check:",
        on_click=_prepare,
        args=(config_of(base, best),),
        help="Prepares them on Network and Train.",
    )
    show_source(search)
