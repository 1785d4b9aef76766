"""One setting after the other: accuracy against the value of a single hyperparameter."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.comparison import (
    SEARCHABLE,
    RangeTest,
    learning_rate_range_test,
    with_values,
    without_seed,
)
from core.config import TrainConfig
from core.models import MODELS
from core.training import OPTIMIZERS
from dashboard import data_sets, my_runs, next_run, session
from dashboard.charts import BLUE, ORANGE
from dashboard.lesson import show_source, takeaway
from dashboard.measuring import progress
from dashboard.named_run import NamedRun
from dashboard.wording import percent

# What can be swept, and over which values.
SWEEPS: dict[str, tuple[float | int, ...]] = {
    "learning_rate": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    "batch_size": (8, 16, 32, 64, 128, 256, 512, 1024),
    # How many times as many units as prepared each hidden layer has.
    "width": (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0),
    "train_size": (100, 300, 1_000, 3_000, 10_000, 30_000),
    "epochs": (1, 2, 3, 5, 10, 20),
    "dropout": (0.0, 0.1, 0.25, 0.5, 0.75),
    "momentum": (0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
    "weight_decay": (0.0, 1e-5, 1e-4, 1e-3, 1e-2),
    "label_noise": (0.0, 0.1, 0.2, 0.4, 0.6, 0.8),
}
TITLES = {"width": "hidden units, times the prepared"}
LOGARITHMIC = ("learning_rate", "batch_size", "width", "train_size", "epochs")
MOST_RUNS = 40
USUAL_VALUES = 5
# Times the first loss: higher ones are drawn at the upper edge.
LARGEST_LOSS = 1.5


def title_of(field: str) -> str:
    """Name a setting for people."""
    return TITLES.get(field, field.replace("_", " "))


def value_of(config: TrainConfig, base: TrainConfig, field: str) -> float | int | None:
    """Tell the value with which a configuration is the other one; None when it is not.

    Seeds do not count.
    """
    if field == "width":
        offered: Sequence[Any] = SWEEPS[field]
    else:
        offered = [getattr(config, field)]
    wanted = without_seed(config)
    same = (v for v in offered if without_seed(with_values(base, {field: v})) == wanted)
    return next(same, None)


def values_around(field: str, present: float | int | None) -> tuple[float | int, ...]:
    """Choose some neighboring values of a setting, the present one in their middle."""
    values = SWEEPS[field]
    above = len(values) if present is None else bisect(values, present)
    first = min(max(above - 1 - USUAL_VALUES // 2, 0), max(len(values) - USUAL_VALUES, 0))
    return values[first : first + USUAL_VALUES]


def sweep_table(runs: Sequence[NamedRun], base: TrainConfig, field: str) -> pd.DataFrame:
    """Find the finished runs that differ from a configuration in one setting and the seed.

    Returns
    -------
    DataFrame
        ``value``, ``accuracy`` (validation, after the last epoch), ``run``.
    """
    rows = [
        (value_of(run.config, base, field), run.progress.validation_accuracy, run.number)
        for run in runs
        # Steps by hand, or weights from a file, are another thing.
        if run.state == "finished" and not (run.progress.steps_by_hand or run.about.uploaded)
    ]
    return pd.DataFrame(rows, columns=["value", "accuracy", "run"]).dropna()


def sweep_figure(table: pd.DataFrame, field: str) -> alt.LayerChart:
    """Draw accuracy against the value: mean, smallest and largest over the seeds."""
    kind = "log" if field in LOGARITHMIC else "linear"
    title = title_of(field).capitalize()
    x = alt.X("value:Q", title=title, scale=alt.Scale(type=kind, nice=False, padding=12))
    y = alt.Y(
        "mean(accuracy):Q",
        title="Validation accuracy",
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format=".1%"),
    )
    base = alt.Chart(table).encode(x=x)
    band = base.mark_area(opacity=0.2, color=BLUE).encode(
        y=alt.Y("min(accuracy):Q", title="Validation accuracy"), y2="max(accuracy):Q"
    )
    tooltip = [
        alt.Tooltip("value:Q", title=title),
        alt.Tooltip("mean(accuracy):Q", title="Mean accuracy", format=".2%"),
        alt.Tooltip("count():Q", title="Runs"),
    ]
    line = base.mark_line(color=BLUE, strokeWidth=2).encode(y=y)
    points = base.mark_point(filled=True, size=80, color=BLUE, opacity=1).encode(
        y=y, tooltip=tooltip
    )
    return alt.layer(band, line, points).properties(height=360)


def _start(base: TrainConfig, field: str, values: Sequence[float | int], seeds: int) -> None:
    for seed in range(seeds):
        for value in values:
            my_runs.start_beside(with_values(replace(base, seed=seed), {field: value}))


def show(runs: Sequence[NamedRun]) -> None:
    """Let the visitor choose a setting and its values, train them all, and show the curve."""
    base = data_sets.usable_config(session.visitor().draft)
    st.markdown(
        f"Only this setting of the prepared network changes: {MODELS[base.model].title}, "
        f"{OPTIMIZERS[base.optimizer].title}, everything else as on **Network** and **Train**."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        field = st.selectbox(
            "Setting",
            [name for name in SWEEPS if name not in SEARCHABLE or SEARCHABLE[name].matters(base)],
            key="sweep_field",
            persist_state="session",
            width=220,
            format_func=title_of,
        )
        seeds = int(st.number_input("Seeds", 1, 5, 1, key="sweep_seeds", width=120))
    values = st.pills(
        "Values",
        SWEEPS[field],
        default=values_around(field, getattr(base, field, 1.0)),
        selection_mode="multi",
        persist_state="session",
        key=f"sweep_{field}",
        format_func=lambda value: f"{value:,g}",
    )
    total = len(values) * seeds
    st.button(
        f"Train {total} networks",
        key="sweep_start",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not 0 < total <= MOST_RUNS,
        on_click=_start,
        args=(base, field, values, seeds),
        help=f"At most {MOST_RUNS} at a time; as many train at once as there are processor cores.",
    )
    table = sweep_table(runs, base, field)
    if len(table) < 2:
        st.info("The curve appears as soon as two of these networks have finished.")
        return
    st.altair_chart(
        sweep_figure(table, field),
        key="sweep",
        alt=f"Validation accuracy against {title_of(field)} of {len(table)} runs",
    )
    means = table.groupby("value")["accuracy"].mean()
    takeaway(
        f"Best of {len(means)} values: **{title_of(field)} {means.idxmax():g}** with "
        f"{percent(means.max())} of the validation images, from {len(table)} finished runs."
        + (
            " It is the mean over its seeds; the band reaches from the smallest to the largest."
            if len(table) > len(means)
            else " One run for each value: how much of that is luck, more seeds would tell."
        )
        + (
            " It lies at the edge of what was tried, so try further."
            if means.idxmax() in (means.index.min(), means.index.max())
            else ""
        )
    )


def range_figure(found: RangeTest) -> alt.LayerChart:
    """Draw the loss against the rising learning rate, with the suggestion."""
    rows = pd.DataFrame({"rate": found.rates, "loss": found.losses})
    # The last losses explode; where it falls is what matters.
    highest = LARGEST_LOSS * float(found.losses[0])
    line = (
        alt.Chart(rows)
        .mark_line(color=BLUE, strokeWidth=2)
        .encode(
            x=alt.X("rate:Q", title="Learning rate", scale=alt.Scale(type="log", nice=False)),
            y=alt.Y(
                "loss:Q",
                title="Loss (nats), running mean",
                scale=alt.Scale(domain=[0, highest], clamp=True),
            ),
            tooltip=[
                alt.Tooltip("rate:Q", title="Learning rate", format=".2~g"),
                alt.Tooltip("loss:Q", title="Loss", format=".3f"),
            ],
        )
    )
    layers = [line]
    if found.suggestion is not None:
        mark = pd.DataFrame({"rate": [found.suggestion]})
        rule = alt.Chart(mark).mark_rule(color=ORANGE, strokeWidth=2, strokeDash=[6, 4])
        layers.append(rule.encode(x="rate:Q"))
        label = alt.Chart(mark).mark_text(
            align="right", dx=-6, baseline="top", color=ORANGE, text="suggested"
        )
        layers.append(label.encode(x="rate:Q", y=alt.value(4)))
    return alt.layer(*layers).properties(height=300)


def show_range_test() -> None:
    """Let the learning rate rise within one short run, and suggest one."""
    st.subheader("Where to begin: a range test", anchor=False)
    st.markdown(
        "One short run in which the learning rate grows at every step. Too small: nothing happens. "
        "Too large: the loss explodes. In between it falls."
    )
    me = session.visitor()
    config = data_sets.usable_config(me.draft)
    if st.button("Let the rate rise", key="range_test", icon=":material/trending_up:"):
        data = next_run.prepared_data()
        with progress(
            "Training with a rising rate", lambda: None, key="range_cancel"
        ) as show_share:
            me.range_test = config, learning_rate_range_test(data, config, on_progress=show_share)
    if me.range_test is None or me.range_test[0] != config:
        return
    found = me.range_test[1]
    st.altair_chart(
        range_figure(found), key="range_figure", alt="Loss against a rising learning rate"
    )
    if found.suggestion is None:
        takeaway("The loss never fell: look at the other settings first.")
        return
    rate = float(f"{found.suggestion:.1g}")
    takeaway(
        f"The loss was smallest at {10 * found.suggestion:.1g}; a tenth of that, **{rate:g}**, "
        "still lets it fall. Each step saw another batch, so this is a hint: sweep around it."
    )
    st.button(
        f"Use {rate:g}",
        key="range_use",
        icon=":material/check:",
        on_click=next_run.keep_in_draft,
        kwargs={"learning_rate": rate},
    )
    show_source(learning_rate_range_test)
