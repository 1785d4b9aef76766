"""Two thousand digits, placed by what the last hidden layer makes of them."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st
from sklearn.decomposition import PCA

from core.inside import has_hidden_layer, last_hidden_layer
from dashboard.digits import to_data_url
from dashboard.inside.moment import Moment
from dashboard.lesson import takeaway

PLACED = 2_000
# Okabe and Ito's eight and two more; each point also carries its digit as a letter.
COLORS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00"]
COLORS += ["#56B4E9", "#8C6D00", "#5E3C99", "#666666", "#A6761D"]


def place_digits(moment: Moment) -> pd.DataFrame:
    """Bring the last hidden layer down to its two widest directions.

    Returns
    -------
    DataFrame
        ``x``, ``y``, ``label``, ``prediction``, ``wrong`` and ``image`` (an address).
    """
    validation = moment.examination.data.validation
    images, labels = validation.images[:PLACED], validation.labels[:PLACED]
    features = last_hidden_layer(moment.model, images, moment.standardization)
    found = PCA(2, random_state=0).fit(features)
    points = found.transform(features)
    said = moment.examination.evaluation("validation").predictions[:PLACED]
    frame = pd.DataFrame(
        {
            "x": points[:, 0],
            "y": points[:, 1],
            "label": labels,
            "prediction": said,
            "wrong": said != labels,
            "image": [to_data_url(image[None]) for image in images],
        }
    )
    frame.attrs["explained"] = float(found.explained_variance_ratio_.sum())
    return frame


def embedding_figure(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw the digits as letters, mistakes with a ring."""
    tooltip = [
        alt.Tooltip("image", title=" "),
        alt.Tooltip("label:N", title="True digit"),
        alt.Tooltip("prediction:N", title="Read as"),
    ]
    base = alt.Chart(frame).encode(
        x=alt.X("x:Q", title="First direction", axis=alt.Axis(labels=False, ticks=False)),
        y=alt.Y("y:Q", title="Second direction", axis=alt.Axis(labels=False, ticks=False)),
        tooltip=tooltip,
    )
    letters = base.mark_text(fontSize=10, fontWeight="bold").encode(
        text="label:N",
        color=alt.Color(
            "label:N", legend=None, scale=alt.Scale(domain=list(range(10)), range=COLORS)
        ),
    )
    rings = (
        base.transform_filter(alt.datum.wrong)
        .mark_point(size=180, color="#D55E00", strokeWidth=2)
        .encode()
    )
    return alt.layer(letters, rings).properties(height=520)


def show(moment: Moment) -> None:
    """Show the map of digits at this moment."""
    with st.spinner("Placing the digits", show_time=False):
        frame = moment.examination.once("embedding", lambda: place_digits(moment))
    st.altair_chart(
        embedding_figure(frame),
        key="embedding",
        alt=f"{len(frame):,} validation digits in two dimensions",
    )
    wrong = int(frame["wrong"].sum())
    takeaway(
        f"{len(frame):,} validation images, each at the place that "
        + (
            "the last hidden layer gives it"
            if has_hidden_layer(moment.model)
            else "its pixels give it (this network has no hidden layer)"
        )
        + f"; {wrong:,} of them (ringed) are read wrongly. Two directions keep "
        f"{100 * frame.attrs['explained']:.0f} % of the variance, so digits that lie on each other "
        "here may be far apart there."
    )
    st.caption(
        "PCA: the two directions in which the points differ most. They are found anew at each "
        "moment, so the picture may turn or flip between two of them. Hover to see an image."
    )
