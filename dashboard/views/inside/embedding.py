"""Two thousand digits, placed by what the last hidden layer makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core.data import DIGIT_NAMES
from core.inside import Embedding, embed_pca, embed_tsne, features_and_logits, has_hidden_layer
from core.progress import OnProgress, no_progress
from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import CHOSEN, DIGITS, PAPER
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress
from dashboard.in_words import in_words
from dashboard.views.inside.moment import Moment
from dashboard.views.inside.view import Player
from dashboard.visitor import session
from dashboard.visitor.images import picture_urls
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.wording import percent

PLACED_IMAGES = 2_000
PCA, TSNE = "PCA", "t-SNE"
METHOD = "embedding_method"
SHORT_NAME = 4


def may_take_seconds() -> bool:
    """Tell whether the slow map is chosen."""
    return not session.is_new_widget(METHOD) and session.widget_value(METHOD) == TSNE


@dataclass(frozen=True, slots=True, eq=False)
class PlacedDigits:
    """Where the digits of a map lie, and what the network predicts for each."""

    embedding: Embedding
    predictions: np.ndarray


def _place(
    network: NetworkCopy, method: str, embed: Callable[[np.ndarray], Embedding], read: OnProgress
) -> PlacedDigits:
    """Place the digits, once for this moment; points and predictions are kept, not features."""

    def place() -> PlacedDigits:
        data = network.data
        images = data.validation.images[:PLACED_IMAGES]
        features, logits = features_and_logits(
            network.model, images, data.standardization, on_progress=read
        )
        return PlacedDigits(embed(features), logits.argmax(axis=1))

    return network.once(("embedding", method), place)


def place_by_pca(network: NetworkCopy, on_progress: OnProgress = no_progress) -> PlacedDigits:
    """Find the points of the fast map, once for this moment."""
    return _place(network, PCA, embed_pca, on_progress)


def _place_by_tsne(network: NetworkCopy) -> PlacedDigits | None:
    """Find the points of the slow map; None while nobody has asked for it."""
    known: PlacedDigits | None = network.known(("embedding", TSNE))
    if known is not None:
        return known
    place = st.empty()
    with place.container():
        st.markdown(
            "t-SNE keeps neighbors together. It takes some seconds, and has not been done for this "
            "moment."
        )
        if not st.button("Place the digits", key="place_tsne", type="primary"):
            return None
        with progress("Placing the digits", "placing the digits") as on_progress:
            found = _place(
                network,
                TSNE,
                lambda features: embed_tsne(features, on_progress=on_progress),
                no_progress,
            )
    place.empty()
    return found


def digit_table(
    moment: Moment, placed: PlacedDigits, *, with_pictures: bool = True
) -> pd.DataFrame:
    """List the digits of a map.

    Parameters
    ----------
    moment : Moment
        Whose network places them.
    placed : PlacedDigits
        Where each lies, and its prediction.
    with_pictures : bool
        Whether each has its picture: two thousand take longer to send than all the rest.

    Returns
    -------
    DataFrame
        ``x``, ``y``, ``label``, ``prediction``, ``wrong`` and ``image`` (an address, or nothing).
    """
    config, validation = moment.run.config, moment.network.data.validation
    spec, names = moment.spec, moment.spec.class_names
    labels = validation.labels[:PLACED_IMAGES]
    points, predictions = placed.embedding.points, placed.predictions
    return pd.DataFrame(
        {
            "x": points[:, 0],
            "y": points[:, 1],
            "label": labels if spec.shows_digits else [names[label] for label in labels],
            "prediction": predictions if spec.shows_digits else [names[one] for one in predictions],
            "wrong": predictions != labels,
            "image": picture_urls(config, len(labels)) if with_pictures else "",
        }
    )


@cache
def _embedding_spec(method: str, names: tuple[str, ...], noun: str) -> dict[str, Any]:
    no_labels = alt.Axis(labels=False, ticks=False, grid=False)
    # Only the directions of PCA have a meaning that can be named.
    first, second = ("First direction", "Second direction") if method == PCA else (None, None)
    base = alt.Chart(ROWS).encode(
        x=alt.X("x:Q", title=first, axis=no_labels),
        y=alt.Y("y:Q", title=second, axis=no_labels),
        tooltip=[
            alt.Tooltip("image:N", title=" "),
            alt.Tooltip("label:N", title=f"True {noun}"),
            alt.Tooltip("prediction:N", title="Read as"),
        ],
    )
    # Digits stay numbers. More classes than colors share them; the letter tells them apart.
    domain = list(range(len(names))) if names == DIGIT_NAMES else list(names)
    colors = [DIGITS[place % len(DIGITS)] for place in range(len(names))]
    # Of a long name the beginning has to do; pointing at it shows the image and all of the name.
    text = alt.Text("label:N") if max(map(len, names)) < 3 else alt.Text("short:N")
    if max(map(len, names)) >= 3:
        base = base.transform_calculate(short=f"slice(datum.label, 0, {SHORT_NAME})")
    letters = base.mark_text(fontSize=10, fontWeight="bold").encode(
        text=text,
        color=alt.Color("label:N", legend=None, scale=alt.Scale(domain=domain, range=colors)),
    )
    rings = base.transform_filter(alt.datum.wrong).mark_point(
        size=150, color=CHOSEN, strokeWidth=1.5, opacity=0.6
    )
    # Two thousand letters: drawn as one picture, four times sooner than as single elements.
    picture = {"embedOptions": {"renderer": "canvas"}}
    # On paper in both themes, as all digits are: no ten colors can be read on dark and on light.
    paper = alt.ViewBackground(fill=PAPER)
    layers = alt.layer(letters, rings, data=ROWS, usermeta=picture, view=paper)
    return layers.properties(height=520).to_dict()


def embedding_figure(
    frame: pd.DataFrame,
    method: str,
    names: tuple[str, ...] = DIGIT_NAMES,
    noun: str = "digit",
) -> Figure:
    """Draw the images as letters, mistakes with a ring."""
    return Figure(frame, _embedding_spec(method, names, noun))


def show(moment: Moment) -> None:
    """Show the map of digits at this moment."""
    method = st.segmented_control(
        "Projection",
        [PCA, TSNE],
        default=PCA,
        required=True,
        key=METHOD,
        persist_state="session",
        # The slow map is drawn with the whole page, which a click on Cancel can end.
        on_change=in_words(st.rerun),
    )
    place = place_by_pca if method == PCA else _place_by_tsne
    placed = place(moment.network)
    if placed is None:
        return
    # While the moments play nobody points at a digit.
    still = not session.state(Player).playing
    spec = moment.spec
    embedding, frame = placed.embedding, digit_table(moment, placed, with_pictures=still)
    draw_figure(
        embedding_figure(frame, method, spec.class_names, spec.noun),
        key="embedding",
        alt=f"{len(frame):,} validation {spec.nouns} in two dimensions, placed by {method}",
    )
    wrong = int(frame["wrong"].sum())
    source = (
        "the last hidden layer gives"
        if has_hidden_layer(moment.model)
        else "its pixels give (this network has no hidden layer)"
    )
    takeaway(
        f"{len(frame):,} validation images, each placed by the numbers that {source}; {wrong:,} of "
        "them (ringed) are read wrongly. "
        + (
            f"Two directions keep {percent(embedding.explained)} of the variance, so {spec.nouns} "
            "that lie on each other here may be far apart there."
            if embedding.explained is not None
            else f"{spec.nouns.capitalize()} that are alike to the network stand together."
        )
    )
    st.caption(
        "PCA: the two directions in which the points differ most. They are found anew at each "
        "moment, so the picture may turn or flip between two of them. Hover to see an image."
        if method == PCA
        else "Read t-SNE with care: only who stands beside whom means something. How large a group "
        "is, how far groups lie apart, and how empty the gaps are say nothing, and it shows groups "
        "even where there are none. Another start would give another picture. Hover to see an "
        "image."
    )
    show_source(features_and_logits, embed_pca if method == PCA else embed_tsne)
