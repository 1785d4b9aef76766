"""Histograms of one layer's numbers over a whole run, moment beside moment."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core.data import DigitSplit
from core.inside import QUANTITIES, Histograms, histograms_of
from dashboard.figures.axes import PERCENT_LABELS
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import MARKED, SEQUENTIAL
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress
from dashboard.views.inside.moment import Moment
from dashboard.wording import percent, short_number

# Enough images for a steady histogram, and read thirty times in about a second.
HISTOGRAM_IMAGES = 200
# An early convolution gives millions for them at each of thirty moments, two gigabytes to sort.
# Then fewer images are read, so many that a moment has no more numbers than this.
MAX_NUMBERS = 250_000


@cache
def _histograms_spec(quantity: str) -> dict[str, Any]:
    # Moments are named by their step; two of them never share one.
    x = alt.X("step:O", title="Step", axis=alt.Axis(labelAngle=0, labelOverlap=True, format=",d"))
    columns = (
        alt.Chart(ROWS)
        .transform_calculate(**percent_words("share"))
        .mark_rect()
        .encode(
            x=x,
            y=alt.Y("from:Q", title=quantity, scale=alt.Scale(nice=False, zero=False)),
            y2="to",
            color=alt.Color(
                "share:Q",
                title="Share",
                legend=alt.Legend(
                    orient="top", labelExpr=PERCENT_LABELS, gradientLength=160, tickCount=3
                ),
                scale=alt.Scale(type="sqrt", range=list(SEQUENTIAL)),
            ),
            tooltip=[
                alt.Tooltip("step:Q", title="Step", format=",d"),
                alt.Tooltip("from:Q", title="From", format=".3~r"),
                alt.Tooltip("to:Q", title="To", format=".3~r"),
                percent_tooltip("share", "Share"),
            ],
        )
    )
    now = (
        alt.Chart(ROWS)
        .transform_filter(alt.datum.now)
        .transform_aggregate(low="min(from)", high="max(to)", groupby=["step"])
        .mark_rect(filled=False, stroke=MARKED, strokeWidth=2.5)
        .encode(x=x, y="low:Q", y2="high:Q")
    )
    return alt.layer(columns, now, data=ROWS).properties(height=360).to_dict()


def histograms_figure(found: Histograms, steps: list[int], position: int, quantity: str) -> Figure:
    """Draw the histograms of all moments side by side, the present one framed.

    Parameters
    ----------
    found : Spread
        From :func:`core.inside.histograms_of`.
    steps : list of int
        When each moment was.
    position : int
        Which of them is looked at.
    quantity : str
        What the numbers are.

    Returns
    -------
    Figure
        One column for each moment, dark where many numbers lie.
    """
    moments, bins = found.fractions.shape
    rows = pd.DataFrame(
        {
            "step": np.repeat(steps, bins),
            "from": np.tile(found.edges[:-1], moments),
            "to": np.tile(found.edges[1:], moments),
            "share": found.fractions.ravel(),
            "now": np.repeat(np.arange(moments) == position, bins),
        }
    )
    return Figure(rows, _histograms_spec(quantity))


def images_read(moment: Moment, quantity: str, name: str) -> DigitSplit:
    """Choose the first validation images, fewer of them where each gives very many numbers."""
    validation = moment.network.data.validation

    def first(count: int) -> DigitSplit:
        return DigitSplit(validation.images[:count], validation.labels[:count])

    one, two = (
        QUANTITIES[quantity].read(moment.network.model, name, first(count), moment.standardization)
        for count in (1, 2)
    )
    numbers_of_an_image = len(two) - len(one)  # 0 for what is not counted for each image.
    return first(min(HISTOGRAM_IMAGES, MAX_NUMBERS // max(numbers_of_an_image, 1)))


def _count(moment: Moment, quantity: str, name: str, images: DigitSplit) -> Histograms:
    """Read the numbers at every moment, with progress."""
    read, run, values = QUANTITIES[quantity].read, moment.run.job.run, []
    with progress("Reading every moment", "reading every moment") as show:
        for done, snapshot in enumerate(moment.snapshots, 1):
            values.append(read(run.model_at(snapshot), name, images, moment.standardization))
            show(done / len(moment.snapshots))
    return histograms_of(values)


def show(moment: Moment) -> None:
    """Let the visitor choose what to count, and show it over the run."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        quantity = st.segmented_control(
            "Histograms of",
            list(QUANTITIES),
            default="Weights",
            required=True,
            key="spread_quantity",
            persist_state="session",
        )
        names = QUANTITIES[quantity].names(moment.model)
        name = st.selectbox("Of", names, key=f"spread_{quantity}", width=260)
    images = images_read(moment, quantity, name)
    found = moment.run.once(
        ("histograms", quantity, name, moment.times),
        lambda: _count(moment, quantity, name, images),
    )
    steps = [snapshot.step for snapshot in moment.snapshots]
    place = moment.position
    draw_figure(
        histograms_figure(found, steps, place, quantity),
        key="spread",
        alt=f"Histograms of the {quantity.lower()} of {name} at {len(steps)} moments",
    )
    takeaway(
        f"{quantity} of **{name}** at step {steps[place]:,}: mean "
        f"{short_number(found.means[place])}, "
        f"standard deviation **{short_number(found.deviations[place])}** "
        f"(at the start {short_number(found.deviations[0])}), "
        f"{percent(found.zeros[place])} of them exactly 0."
    )
    what = {
        "Weights": "All weights of this parameter.",
        "Activations": f"What the layer gives for {len(images)} validation images. "
        "After a ReLU many are 0.",
        "Gradients": f"Of the mean loss over {len(images)} validation images, dropout off: "
        "they would shrink to nothing if nothing were left to learn, or if the signal did not "
        "get through.",
    }[quantity]
    st.caption(
        f"{what} One column for each kept moment, dark where many numbers lie; the framed one is "
        "the moment of the slider. The outermost bins also hold the half percent beyond them."
    )
    show_source(QUANTITIES[quantity].read, histograms_of)
