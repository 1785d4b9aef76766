"""The training digits that are most alike, by pixels and by what the network makes of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.inside import has_hidden_layer, last_hidden_layer, nearest
from core.progress import OnProgress
from dashboard.furniture.progress import offer_again, progress
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.image.image_reading import ImageReading

NEIGHBORS = 5
# Enough to find alike ones among, and read by the network in well under a second.
SEARCHED_IMAGES = 5_000
READING = "reading training digits"

# Rows and distances of the nearest ones, and how many numbers they were compared by.
Neighbors = tuple[np.ndarray, np.ndarray, int]


def _nearest_by_features(
    reading: ImageReading, images: np.ndarray, on_progress: OnProgress
) -> Neighbors:
    """Find the nearest training digits in the last hidden layer; keep them, not the features."""

    def find() -> Neighbors:
        known = last_hidden_layer(
            reading.model, images, reading.standardization, on_progress=on_progress
        )
        mine = last_hidden_layer(reading.model, reading.image[None], reading.standardization)[0]
        return *nearest(known, mine, NEIGHBORS), known.shape[1]

    return reading.network.once(("nearest", reading.image.tobytes()), find)


def show(reading: ImageReading, whose: str) -> None:
    """Show the nearest digits twice: in pixels, and in the last hidden layer."""
    train = reading.network.data.train
    images, labels = train.images[:SEARCHED_IMAGES], train.labels[:SEARCHED_IMAGES]
    spec = reading.spec
    st.markdown(f"**The nearest of {len(images):,} training {spec.nouns}**")
    rows, gray_levels = nearest(images, reading.image, NEIGHBORS)
    found = {"In pixels": (rows, gray_levels / 255)}
    width = 0
    if has_hidden_layer(reading.model):
        words = f"Reading the training {spec.nouns}"
        if not offer_again(READING, words, "Read them"):
            with progress(words, READING) as on_progress:
                *by_features, width = _nearest_by_features(reading, images, on_progress)
            found["In the last hidden layer"] = by_features[0], by_features[1]
    for name, (rows, distances) in found.items():
        st.markdown(name)
        st.html(
            digit_grid(
                images[rows],
                [
                    f"is {spec.class_names[label]}\ndistance {distance:.1f}"
                    for label, distance in zip(labels[rows], distances, strict=True)
                ],
                side=80,
                alt=f"{name}: the {len(rows)} training {spec.nouns} nearest to {whose}, which are "
                + ", ".join(spec.class_names[label] for label in labels[rows]),
            )
        )
    words = "The distance in a straight line, over 784 pixels from 0 to 1"
    if width:
        words += (
            f" or over {width:,} numbers of the last hidden layer; the two cannot be "
            "compared with each other. Pixels care where ink lies. The hidden layer cares for what "
            f"helps to tell {spec.nouns} apart"
        )
    st.caption(f"{words}. Of the training {spec.nouns} the first {len(images):,} are searched.")
