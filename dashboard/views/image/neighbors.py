"""The training digits that are most alike, by pixels and by what the network makes of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.inside import has_hidden_layer, last_hidden_layer, nearest
from dashboard.furniture.progress import progress
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.image.image_reading import ImageReading
from dashboard.visitor import session
from dashboard.visitor.network_copy import SEARCHED_IMAGES

NEIGHBORS = 5
READING = "training digits for neighbors"


def _known_features(reading: ImageReading) -> np.ndarray | None:
    """Read the last hidden layer for training digits; None after that was cancelled."""
    if session.is_cancelled(READING):
        st.info("Reading the training digits was cancelled.", icon=":material/info:")
        st.button("Read them", key="neighbors_again", on_click=session.uncancel, args=(READING,))
        return None
    words, key = "Reading the training digits", "neighbors_cancel"
    with progress(words, lambda: session.cancel(READING), key=key) as show_share:
        return reading.network.known_features(show_share)


def show(reading: ImageReading, whose: str) -> None:
    """Show the nearest digits twice: in pixels, and in the last hidden layer."""
    train = reading.network.data.train
    images, labels = train.images[:SEARCHED_IMAGES], train.labels[:SEARCHED_IMAGES]
    st.markdown(f"**The nearest of {len(images):,} training digits**")
    rows, gray_levels = nearest(images, reading.image, NEIGHBORS)
    found = {"In pixels": (rows, gray_levels / 255)}
    known = _known_features(reading) if has_hidden_layer(reading.model) else None
    if known is not None:
        mine = last_hidden_layer(reading.model, reading.image[None], reading.standardization)[0]
        found["In the last hidden layer"] = nearest(known, mine, NEIGHBORS)
    for name, (rows, distances) in found.items():
        st.markdown(name)
        st.html(
            digit_grid(
                images[rows],
                [
                    f"is {label}\ndistance {distance:.1f}"
                    for label, distance in zip(labels[rows], distances, strict=True)
                ],
                side=80,
                alt=f"{name}: the {len(rows)} training digits nearest to {whose}, which are "
                + ", ".join(str(label) for label in labels[rows]),
            )
        )
    words = "The distance in a straight line, over 784 pixels from 0 to 1"
    if known is not None:
        words += (
            f" or over {known.shape[1]:,} numbers of the last hidden layer; the two cannot be "
            "compared with each other. Pixels care where ink lies. The hidden layer cares for what "
            "helps to tell digits apart"
        )
    st.caption(f"{words}. Of the training digits the first {len(images):,} are searched.")
