"""A search over several hyperparameters at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core.comparison import (
    SEARCHABLE,
    Trial,
    best_trial,
    config_of,
    importances,
    largest_config,
    meaningful_fields,
    open_study,
    plan_of,
    search,
    trials_of,
)
from core.config import TrainConfig
from core.evaluation import expected_selection_bias
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress
from dashboard.in_words import in_words
from dashboard.views.compare.found_trials import show_found, show_space, write_value
from dashboard.visitor import run_actions, session
from dashboard.visitor.draft import prepare, prepared_config
from dashboard.visitor.images import data_for
from dashboard.visitor.searches import studies
from dashboard.wording import counted, percent

USUAL_FIELDS = ("learning_rate", "batch_size", "optimizer")
MAX_TRIALS = 200


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


def _prepare(config: TrainConfig) -> None:
    prepare(config)
    st.toast("These settings are prepared on Train.", icon=":material/check:")


def _name_study() -> tuple[str, str | Path]:
    """Let the visitor name a search; return the name and where it is kept."""
    storage, shared = studies()
    name = st.text_input(
        "Name of the search",
        "search 1" if not shared else f"search of {session.visitor().workspace[:8]}",
        key="search_name",
        persist_state="session",
        width=260,
        help="Go on with a search under its name, or begin another one."
        + (" This server keeps them in a database: another machine may join in." * shared),
    )
    return name, storage


def _show_best(
    best: Trial, accuracy: float, trials: Sequence[Trial], base: TrainConfig, fields: Sequence[str]
) -> None:
    """Say what the best trial was, and how much of that is luck; offer its settings."""
    complete = sum(trial.state == "complete" for trial in trials)
    total = len(data_for(base).validation)
    bias = expected_selection_bias(complete, accuracy, total)
    chosen = ", ".join(
        f"{SEARCHABLE[name].title.lower()} {write_value(name, best.values[name])}"
        for name in fields
        if name in best.values
    )
    takeaway(
        f"Best of {counted(complete, 'complete trial')}: **{percent(accuracy)}** of the "
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
        on_click=in_words(_prepare),
        args=(config_of(base, best),),
        help="Prepares them on Network and Train.",
    )


def show() -> None:
    """Let the visitor choose what to search, search on, and show what was found."""
    st.markdown(
        "One setting at a time misses what they do together. This tries many combinations, "
        "learns from each which to try next, and gives up early on what goes badly."
    )
    name, storage = _name_study()
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
    if asked and run_actions.is_affordable(largest_config(base, fields)):
        data = data_for(base)
        with progress("Searching", "search") as show_share:
            for _ in search(study, base, fields, data, trials=count, on_progress=show_share):
                pass
        st.rerun()  # What was begun is now what goes on.
    trials = trials_of(study)
    show_space(base, fields, trials)
    if not trials:
        st.caption("No trials yet. Few epochs and fewer training images make it quicker.")
        return
    show_found(trials, fields, importances(study))
    best = best_trial(study)
    if best is not None and best.accuracy is not None:
        _show_best(best, best.accuracy, trials, base, fields)
        show_source(search)
