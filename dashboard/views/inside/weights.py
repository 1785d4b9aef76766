"""The weights of the first layer as images, and all weights as histograms."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core.inside import FirstAnswer, first_weights, strongest_answer
from dashboard.figures.axes import PERCENT_LABELS
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import CONTEXT, MAIN
from dashboard.figures.percentages import percent_tooltip, percent_words
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import takeaway
from dashboard.markup.layer_pictures import sheet_picture, signed_picture, tile_signed
from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.markup.pictures import ink_picture
from dashboard.views.inside.moment import Moment
from dashboard.wording import percent, short_number

MAX_UNITS = 64
BINS = 40
# A unit's side on the screen: at most, so that eight fit into a row.
SIDE_PIXELS = 64
# Three in a row on a phone.
ANSWER_PIXELS = 100


@cache
def _weights_spec() -> dict[str, Any]:
    bars = (
        alt.Chart(ROWS)
        .transform_calculate(**percent_words("share"))
        .mark_bar(opacity=0.6, binSpacing=0)
        .encode(
            x=alt.X("from:Q", bin="binned", title="Weight", axis=alt.Axis(tickCount=5)),
            x2="to",
            y=alt.Y(
                "share:Q",
                title=None,
                stack=None,
                axis=alt.Axis(labelExpr=PERCENT_LABELS, tickCount=3),
            ),
            color=alt.Color(
                "when:N",
                title=None,
                legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=["at the start", "now"], range=[CONTEXT, MAIN]),
            ),
            tooltip=[
                alt.Tooltip("when:N", title="When"),
                alt.Tooltip("from:Q", title="From", format=".3f"),
                alt.Tooltip("to:Q", title="To", format=".3f"),
                percent_tooltip("share", "Share"),
            ],
        )
    )
    return bars.properties(height=240).to_dict()


def weights_figure(now: np.ndarray, start: np.ndarray) -> Figure:
    """Draw how the weights of a parameter are spread, now and at the start.

    Parameters
    ----------
    now, start : float arrays of shape (n,)
        The same parameter at both moments.

    Returns
    -------
    Figure
        Two histograms over the same bins: grey the start, blue now.
    """
    edges = np.histogram_bin_edges(np.concatenate([now, start]), BINS)
    frames = [
        pd.DataFrame(
            {
                "from": edges[:-1],
                "to": edges[1:],
                "share": np.histogram(values, edges)[0] / len(values),
                "when": name,
            }
        )
        for name, values in (("at the start", start), ("now", now))
    ]
    return Figure(pd.concat(frames), _weights_spec())


def show(moment: Moment) -> None:
    """Show the first layer as images, then the histograms of a chosen parameter."""
    weights = first_weights(moment.model)
    largest = float(np.abs(weights).max())
    shown = weights[:MAX_UNITS]
    sheet = tile_signed(shown, largest, zoom=max(1, SIDE_PIXELS // shown.shape[2]))
    st.markdown(f"**First layer** · -{largest:.2f} (blue) to +{largest:.2f} (orange)")
    st.html(
        sheet_picture(
            sheet,
            alt=f"The weights of {len(shown)} units of the first layer",
            width=sheet.shape[1],
        )
    )
    st.caption(
        f"{len(shown)} of {len(weights)} units, each as the image of its own weights, all on one "
        "scale. White is 0: the unit does not look there."
    )
    _show_answer(moment, largest)
    start = moment.run.job.run.model_at(moment.snapshots[0])
    parameters = dict(moment.model.named_parameters())
    name = st.selectbox("Histogram of", list(parameters), key="histogram_parameter", width=280)
    # Squares of very large weights would leave float32.
    now = parameters[name].detach().cpu().numpy().ravel().astype(np.float64)
    before = start.get_parameter(name).detach().cpu().numpy().ravel().astype(np.float64)
    draw_figure(
        weights_figure(now, before),
        key="weights_histogram",
        alt=f"Histogram of {name}, at the start and now",
    )
    moved = float(np.linalg.norm(now - before))
    length = float(np.linalg.norm(before))
    takeaway(
        f"**{name}**: {len(now):,} numbers, standard deviation {before.std():.4f} at the start and "
        f"**{now.std():.4f}** now. Together they have moved by {moved:.3f}"
        + (f", {percent(moved / length)} of their length at the start." if length else ".")
    )


def _show_answer(moment: Moment, largest: float) -> None:
    """Show the unit that answers the chosen image most strongly, and how it comes to that."""
    found = strongest_answer(moment.model, moment.image, moment.standardization)
    title, words = answer_in_words(found)
    strongest = float(np.abs(found.parts).max())
    st.html(
        picture_strip(
            [
                Frame("Image", moment.name.replace(", ", "\n"), ink_picture(moment.image)),
                Frame(f"Unit {found.unit}", "its weights", signed_picture(found.weights, largest)),
                Frame(title, f"up to {strongest:.2f}", signed_picture(found.parts)),
            ],
            alt=f"The image, the weights of unit {found.unit}, and {title.lower()}",
            side=ANSWER_PIXELS,
        )
    )
    st.caption(words)


def answer_in_words(found: FirstAnswer) -> tuple[str, str]:
    """Name what a unit makes of an image, and say how its answer comes about."""
    start = f"Of all units of the first layer, number {found.unit} answers this image most strongly"
    if found.parts.shape != found.weights.shape:
        return "Its map", (
            f"{start}: up to {short_number(found.value)}, where the image below the kernel is most "
            "like its weights. Orange is above 0, blue below."
        )
    return "Their product", (
        f"{start}: each pixel times its weight, summed up, is "
        f"{short_number(float(found.parts.sum(dtype=np.float64)))}; with the bias "
        f"{short_number(found.bias)} that gives {short_number(found.value)}. Orange adds, blue "
        "takes away."
    )
