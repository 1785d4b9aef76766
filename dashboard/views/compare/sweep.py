"""One setting after the other: accuracy against the value of a single hyperparameter."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from core.comparison import SWEEPABLE, with_values, without_seed
from core.config import TrainConfig
from core.evaluation import wilson_interval
from core.limits import most
from core.models import MODELS
from core.optimization import OPTIMIZERS
from dashboard.figures.axes import PERCENT, PLAIN
from dashboard.figures.palette import MAIN
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.furniture.lesson import takeaway
from dashboard.in_words import in_words
from dashboard.visitor import run_actions
from dashboard.visitor.draft import prepared_config
from dashboard.visitor.images import data_for
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import counted, exact_number, percent

USUAL_VALUES = 5
SIZE = "train_size"


def title_of(field: str) -> str:
    """Name a setting within a sentence."""
    title = SWEEPABLE[field].title
    return title[0].lower() + title[1:]


def place_of(config: TrainConfig, base: TrainConfig, field: str) -> float | int | None:
    """Tell where on the axis a configuration stands that differs in one setting and the seed.

    Of training images that is how many there really are, also where all are used. None for a
    configuration that differs in more.
    """
    if field == "width":
        offered: Sequence[Any] = SWEEPABLE[field].sweep
    else:
        offered = [getattr(config, field)]
    wanted = without_seed(config)
    same = [v for v in offered if without_seed(with_values(base, {field: v})) == wanted]
    if not same:
        return None
    return len(data_for(config).train) if field == SIZE else same[0]


def offered_values(field: str, base: TrainConfig) -> tuple[float | int | None, ...]:
    """List the values to try; of training images none that is as many as all."""
    values = SWEEPABLE[field].sweep
    if field != SIZE:
        return values
    every = len(data_for(replace(base, train_size=None)).train)
    return tuple(value for value in values if value is None or value < every)


def write(field: str, value: float | int | None, base: TrainConfig) -> str:
    """Write a value for people: "all" where it is all training images."""
    if value is None:
        return "all"
    is_all = field == SIZE and value == len(data_for(replace(base, train_size=None)).train)
    written = exact_number(value)
    return f"all ({written})" if is_all else written


def values_around(
    values: Sequence[float | int | None], present: float | int | None
) -> tuple[float | int | None, ...]:
    """Choose some neighboring values of a setting, the present one in their middle."""
    numbers = [value for value in values if value is not None]
    above = len(values) if present is None else bisect(numbers, present)
    first = min(max(above - 1 - USUAL_VALUES // 2, 0), max(len(values) - USUAL_VALUES, 0))
    return tuple(values[first : first + USUAL_VALUES])


def sweep_table(runs: Sequence[RunHandle], base: TrainConfig, field: str) -> pd.DataFrame:
    """Find the finished runs that differ from a configuration in one setting and the seed.

    Returns
    -------
    DataFrame
        ``value``, ``accuracy`` (validation, after the last epoch), ``run``.
    """
    rows = [
        (place_of(run.config, base, field), run.progress.validation_accuracy, run.number)
        for run in runs
        if run.state == "finished" and run.follows_its_settings
    ]
    return pd.DataFrame(rows, columns=["value", "accuracy", "run"]).dropna()


def sweep_figure(table: pd.DataFrame, field: str) -> alt.LayerChart | alt.FacetChart:
    """Draw accuracy against the value: mean, smallest and largest over the seeds."""
    kind: Literal["log", "linear"] = "log" if SWEEPABLE[field].is_logarithmic else "linear"
    title = SWEEPABLE[field].title
    x = alt.X(
        "value:Q",
        title=title,
        scale=alt.Scale(type=kind, nice=False, padding=12),
        axis=alt.Axis(format=PLAIN),
    )
    y = alt.Y(
        "mean(accuracy):Q",
        title="Validation accuracy",
        scale=alt.Scale(zero=False),
        axis=PERCENT,
    )
    base = alt.Chart(table).encode(x=x)
    band = base.mark_area(opacity=0.2, color=MAIN).encode(
        y=alt.Y("min(accuracy):Q", title="Validation accuracy"), y2="max(accuracy):Q"
    )
    tooltip = [
        alt.Tooltip("value:Q", title=title, format=PLAIN),
        percent_tooltip("mean", "Mean accuracy"),
        alt.Tooltip("count:Q", title="Runs"),
    ]
    line = base.mark_line(color=MAIN, strokeWidth=2).encode(y=y)
    means = base.transform_aggregate(
        mean="mean(accuracy)", count="count()", groupby=["value"]
    ).transform_calculate(**percent_words("mean", decimals=2))
    points = means.mark_point(filled=True, size=80, color=MAIN, opacity=1).encode(
        y=alt.Y("mean:Q", title="Validation accuracy"), tooltip=tooltip
    )
    return alt.layer(band, line, points).properties(height=360)


def _start(base: TrainConfig, field: str, values: Sequence[float | int | None], seeds: int) -> None:
    for seed, value in product(range(seeds), values):
        if not run_actions.start_beside(with_values(replace(base, seed=seed), {field: value})):
            return


def show(runs: Sequence[RunHandle]) -> None:
    """Let the visitor choose a setting and its values, train them all, and show the curve."""
    base = prepared_config()
    st.markdown(
        f"Only this setting of the prepared network changes: {MODELS[base.model].title}, "
        f"{OPTIMIZERS[base.optimizer].title}, everything else as on **Network** and **Train**."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        field = st.selectbox(
            "Setting",
            [name for name, setting in SWEEPABLE.items() if setting.matters(base)],
            key="sweep_field",
            persist_state="session",
            width=220,
            format_func=lambda name: SWEEPABLE[name].title,
        )
        seeds = int(st.number_input("Seeds", 1, 5, 1, key="sweep_seeds", width=120))
    offered = offered_values(field, base)
    values = st.pills(
        "Values",
        offered,
        default=values_around(offered, getattr(base, field, 1.0)),
        selection_mode="multi",
        persist_state="session",
        key=f"sweep_{field}",
        format_func=lambda value: write(field, value, base),
    )
    total = len(values) * seeds
    st.button(
        f"Train {total} networks",
        key="sweep_start",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not 0 < total <= most("live_runs"),
        on_click=in_words(_start),
        args=(base, field, values, seeds),
        help=f"At most {most('live_runs')} at a time. They take turns.",
    )
    table = sweep_table(runs, base, field)
    if table["value"].nunique() < 2:
        st.info("The curve appears as soon as two of these values have a finished network.")
        return
    st.altair_chart(
        sweep_figure(table, field),
        key="sweep",
        alt=f"Validation accuracy against {title_of(field)} of {len(table)} runs",
    )
    takeaway(sweep_in_words(table, field, base, len(data_for(base).validation)))


def sweep_in_words(table: pd.DataFrame, field: str, base: TrainConfig, images: int) -> str:
    """Say which value came out best, and how much of that may be chance.

    Parameters
    ----------
    table : DataFrame
        From :func:`sweep_table`, with at least two values.
    field, base
        The setting, and the configuration around it.
    images : int
        How many validation images the accuracies are of.
    """
    means = table.groupby("value")["accuracy"].mean()
    best, second = means.nlargest(2)
    tied = [write(field, value, base) for value in means.index[means == best]]
    seeds = len(table) > len(means)
    low, _ = wilson_interval(round(best * images), images)
    words = [
        f"Best of {len(means)} values{_after(base, field)}: **{title_of(field)} "
        f"{' and '.join(tied)}** with {percent(best)} of the validation images, from "
        f"{len(table)} finished runs.",
        "It is the mean over its seeds; the band reaches from the smallest to the largest."
        if seeds
        else "One run for each value: how much of that is luck, more seeds would tell.",
    ]
    if len(tied) == 1 and second >= low:
        words.append(
            f"The next one has {percent(second)}, which lies within the best one's 95 % interval: "
            "these images do not tell the two apart."
        )
    if len(tied) == 1 and means.idxmax() in (means.index.min(), means.index.max()):
        words.append("It lies at the edge of what was tried, so try further.")
    return " ".join(words)


def _after(base: TrainConfig, field: str) -> str:
    """Say after how many epochs, unless they are what changes: longer runs may like others."""
    return "" if field == "epochs" else f" after {counted(base.epochs, 'epoch')}"
