"""The baseline ladder: what each idea is worth before the next one is added."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.comparison import RUNGS, Rung, climb_ladder
from core.config import TrainConfig
from core.data.statistics import mean_images
from core.evaluation import wilson_interval
from dashboard import class_names
from dashboard.figures.axes import PERCENT
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import MAIN
from dashboard.figures.percentages import percent_tooltip, percent_words, words_field
from dashboard.figures.theme import WORDS
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress
from dashboard.markup.digit_grid import digit_grid
from dashboard.server import data_sets
from dashboard.server.resources import computed_once
from dashboard.visitor import session
from dashboard.visitor.compared import Ladders
from dashboard.visitor.draft import prepared_config, prepared_data
from dashboard.wording import column_percent, percent_of

# The rungs before the first network.
PIXEL_METHODS = 2
MEAN_SIDE_PIXELS = 56  # Ten fit into a row, and five on a phone.


def ladder_table(rungs: Sequence[Rung]) -> pd.DataFrame:
    """List the rungs that are known.

    Returns
    -------
    DataFrame
        One row for each; accuracies in per cent of the validation images, seconds.
    """
    return pd.DataFrame(
        [
            {
                "Method": rung.title,
                "Accuracy": column_percent(rung.accuracy),
                "Wrong": rung.total - rung.correct,
                "Parameters": rung.parameters,
                "Learning": rung.learning_seconds,
                "Reading": rung.reading_seconds,
                "Idea": rung.idea,
            }
            for rung in rungs
        ]
    )


@cache
def _ladder_spec() -> dict[str, Any]:
    methods = alt.Y("method:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, grid=True))
    in_words = percent_words("wrong", "low", "high", decimals=2)
    base = alt.Chart(ROWS).transform_calculate(**in_words).encode(y=methods)
    bars = base.mark_bar(height=18, color=MAIN).encode(
        x=alt.X(
            "wrong:Q",
            title="Share of validation images read wrongly, with 95 % interval",
            axis=PERCENT,
            scale=alt.Scale(zero=True),
        ),
        tooltip=[
            alt.Tooltip("method:N", title="Method"),
            percent_tooltip("wrong", "Read wrongly"),
            percent_tooltip("low", "95 % interval from"),
            percent_tooltip("high", "to"),
        ],
    )
    reach = base.mark_rule(strokeWidth=2, color=WORDS).encode(x="low:Q", x2="high:Q")
    words = base.mark_text(align="left", dx=8, color=WORDS).encode(
        x="high:Q", text=alt.Text(field=words_field("wrong"), type="nominal")
    )
    layers = alt.layer(bars, reach, words, data=ROWS)
    return layers.properties(height=40 * RUNGS).to_dict()


def ladder_figure(rungs: Sequence[Rung]) -> Figure:
    """Draw the share of mistakes of each method, with its interval."""
    rows = []
    for rung in rungs:
        wrong = rung.total - rung.correct
        low, high = wilson_interval(wrong, rung.total)
        rows.append({"method": rung.title, "wrong": wrong / rung.total, "low": low, "high": high})
    return Figure(pd.DataFrame(rows), _ladder_spec())


def _show_first_rung(config: TrainConfig) -> Rung:
    """Show what the simplest method compares with, which is measured in a moment; return it."""
    data, spec = prepared_data(), config.spec
    key = ("first rung", config.dataset, config.train_size, config.validation_size)
    means, first = computed_once(
        key, lambda: (mean_images(data.train, classes=data.classes), next(climb_ladder(data)))
    )
    st.html(
        digit_grid(
            means,
            data.class_names,
            side=MEAN_SIDE_PIXELS,
            alt=f"The mean training image of each {spec.noun}, which the simplest method "
            "compares with",
        )
    )
    st.caption(
        f"The simplest way: of these {class_names.how_many(spec)} mean images the closest one is "
        "the answer. That reads "
        f"{percent_of(first.correct, first.total)} right."
    )
    return first


def _draw_rungs(rungs: Sequence[Rung]) -> None:
    draw_figure(
        ladder_figure(rungs),
        key="ladder",
        alt="Mistakes of "
        + ", ".join(
            f"{rung.title}: {percent_of(rung.total - rung.correct, rung.total)}" for rung in rungs
        ),
    )


def _show_rungs(rungs: Sequence[Rung]) -> None:
    _draw_rungs(rungs)
    st.dataframe(
        ladder_table(rungs),
        hide_index=True,
        height="content",
        column_config={
            "Accuracy": st.column_config.NumberColumn(
                format="%.1f %%", help=f"Of {rungs[0].total:,} validation images."
            ),
            "Wrong": st.column_config.NumberColumn(help="Validation images read wrongly."),
            "Parameters": st.column_config.NumberColumn(
                format="localized",
                help="Numbers that it reads with. Nearest neighbor: the pixels of all training "
                "images.",
            ),
            "Learning": st.column_config.NumberColumn(
                format="%.2f s", help="Spent on the training images, on this machine."
            ),
            "Reading": st.column_config.NumberColumn(
                format="%.2f s", help="Spent on reading all validation images once."
            ),
            "Idea": st.column_config.TextColumn(width="large"),
        },
    )


def show() -> None:
    """Let the visitor climb: each rung appears as soon as it is measured."""
    ladders, config = session.state(Ladders), prepared_config()
    st.markdown(
        f"Is a network worth its trouble? Five ways to read {config.spec.nouns}, each tried on "
        "the same "
        "validation images: two that only compare pixels, then three networks."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        epochs = int(
            st.number_input(
                "Epochs of each network",
                1,
                10,
                2,
                key="ladder_epochs",
                width=200,
                persist_state="session",
            )
        )
        asked = st.button(
            "Climb the ladder", key="ladder_climb", type="primary", icon=":material/stairs:"
        )
    choice = (config.dataset, config.train_size, config.validation_size, config.seed, epochs)
    data = prepared_data()
    st.caption(
        f"They learn from {len(data.train):,} images of {data_sets.dataset_title(data.name)} and "
        f"are tried on {len(data.validation):,}. Training images and data set are set on Train and "
        "Data; networks need many."
    )
    rungs = ladders.by_choice.get(choice, [])
    first = _show_first_rung(config)
    place = st.empty()
    if asked:
        rungs = []
        with progress("Climbing", "ladder") as show_share:

            def show_climb(share: float) -> None:
                show_share((len(rungs) + share) / RUNGS)

            for rung in climb_ladder(data, seed=config.seed, epochs=epochs, on_progress=show_climb):
                rungs.append(rung)
                ladders.keep(choice, rungs)
                with place.container():
                    _show_rungs(rungs)
    elif rungs:
        with place.container():
            _show_rungs(rungs)
    if not rungs:
        with place.container():
            _draw_rungs([first])
        st.caption(
            "The other four are not measured yet. With all of MNIST and two epochs that takes "
            "about a minute; each epoch more makes it longer."
        )
        return
    if len(rungs) < RUNGS:
        st.caption(f"{len(rungs)} of {RUNGS} are measured; the climb was ended before its end.")
    takeaway(ladder_in_words(rungs))
    show_source(climb_ladder)


def ladder_in_words(rungs: Sequence[Rung]) -> str:
    """Say what the simplest and the best method misread, and whether the best is a network."""
    best, first = max(rungs, key=lambda rung: rung.correct), rungs[0]
    start = f"Of {best.total:,} validation images, the {first.title.lower()} misreads "
    if best is first:
        start += f"**{first.total - first.correct:,}**: nothing measured so far is better."
    else:
        start += f"{first.total - first.correct:,}, **{best.title}** {best.total - best.correct:,}."
    networks, pixels = rungs[PIXEL_METHODS:], rungs[:PIXEL_METHODS]
    if networks and best in pixels:
        start += (
            " No network beats it here: with so few images or epochs, comparing pixels is the "
            "better choice."
        )
    return (
        f"{start} Before you praise a network, ask what the simplest thing reaches; and what a "
        "better one costs to store, to train and to use."
    )
