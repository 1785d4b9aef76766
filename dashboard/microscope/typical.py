"""Where a sketch stands among the images that the network has learned from."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data.statistics import measure_images
from core.inside import last_hidden_layer, nearest
from dashboard.digits import digit_grid
from dashboard.distribution import distribution_figure
from dashboard.microscope.reading import Reading
from dashboard.resources import shared_measures
from dashboard.wording import percent

# Enough to find alike ones among, and read by the network in well under a second.
SEARCHED = 5_000
NEIGHBORS = 5
MEASURES = {
    "ink": ("Ink", "Share of full ink", ".0%"),
    "size": ("Size", "Longer side in pixels", ".0f"),
    "column": ("Center, from the left", "Pixels", ".1f"),
    "row": ("Center, from the top", "Pixels", ".1f"),
}


def _distributions(reading: Reading) -> None:
    config = reading.run.config
    among = shared_measures(config.dataset, config.train_size, config.validation_size)
    mine = measure_images(reading.stages.centered[None])
    st.markdown("**Ink, size and center among the training images**")
    unusual = []
    for place, (name, (title, axis, number_format)) in zip(
        st.columns(len(MEASURES)), MEASURES.items(), strict=True
    ):
        values, value = getattr(among, name), float(getattr(mine, name)[0])
        smaller, larger = float((values < value).mean()), float((values > value).mean())
        with place:
            st.markdown(title)
            st.altair_chart(
                distribution_figure(values, value, axis, number_format),
                key=f"distribution_{name}",
                alt=f"{title} of the training images, and of your sketch: {value:{number_format}}",
            )
            st.caption(f"{percent(smaller)} have less, {percent(larger)} have more.")
        if not values.min() <= value <= values.max():
            unusual.append(title.lower())
    st.caption(
        f"Blue: {len(among.ink):,} training images. Orange line: your sketch as the network gets "
        "it. What lies outside, the network has never seen"
        + (f"; here: {', '.join(unusual)}." if unusual else ".")
    )


def _neighbors(reading: Reading) -> None:
    train = reading.run.job.run.data.train
    images, labels = train.images[:SEARCHED], train.labels[:SEARCHED]
    mine = reading.stages.centered
    st.markdown(f"**The nearest of {len(images):,} training digits**")
    with st.spinner("Comparing with the training digits", show_time=False):
        together = np.concatenate([images, mine[None]])
        hidden = last_hidden_layer(reading.model, together, reading.standardization)
        by_pixels = nearest(images / np.float32(255), mine / np.float32(255), NEIGHBORS)
        by_hidden = nearest(hidden[:-1], hidden[-1], NEIGHBORS)
    for name, (rows, distances) in (
        ("In pixels", by_pixels),
        ("In the last hidden layer", by_hidden),
    ):
        st.markdown(name)
        st.html(
            digit_grid(
                images[rows],
                [
                    f"is {label}\ndistance {distance:.1f}"
                    for label, distance in zip(labels[rows], distances, strict=True)
                ],
                side=80,
                alt=f"{name}: the {len(rows)} training digits nearest to your sketch, which are "
                + ", ".join(str(label) for label in labels[rows]),
            )
        )
    st.caption(
        "The distance in a straight line, over 784 pixels from 0 to 1 or over "
        f"{hidden.shape[1]:,} numbers of the last hidden layer; the two cannot be compared with "
        "each other. Pixels care where ink lies. The hidden layer cares for what helps to tell "
        "digits apart."
    )


def show(reading: Reading) -> None:
    """Show the distributions, then the neighbors."""
    _distributions(reading)
    _neighbors(reading)
