"""Where a sketch stands among the images that the network has learned from."""

from __future__ import annotations

import streamlit as st

from core.data.statistics import measure_images
from dashboard.figures.distribution import distribution_figure
from dashboard.views.image import neighbors
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.visitor.images import measures_of
from dashboard.wording import percent

MEASURES = {
    "ink": ("Ink", "Share of full ink", None),
    "size": ("Size", "Longer side in pixels", ".0f"),
    "column": ("Center, from the left", "Pixels", ".1f"),
    "row": ("Center, from the top", "Pixels", ".1f"),
}


def _distributions(reading: SketchReading) -> None:
    config = reading.run.config
    among = measures_of(config)
    mine = measure_images(reading.image[None])
    st.markdown("**Ink, size and center among the training images**")
    unusual = []
    for place, (name, (title, axis, number_format)) in zip(
        st.columns(len(MEASURES)), MEASURES.items(), strict=True
    ):
        values, value = getattr(among, name), float(getattr(mine, name)[0])
        smaller, larger = float((values < value).mean()), float((values > value).mean())
        words = percent(value) if number_format is None else f"{value:{number_format}}"
        with place:
            st.markdown(title)
            st.altair_chart(
                distribution_figure(values, value, axis, number_format),
                key=f"distribution_{name}",
                alt=f"{title} of the training images, and of your sketch: {words}",
            )
            st.caption(f"{percent(smaller)} have less, {percent(larger)} have more.")
        if not values.min() <= value <= values.max():
            unusual.append(title.lower())
    st.caption(
        f"Blue: {len(among.ink):,} training images. Orange line: your sketch as the network gets "
        "it. What lies outside, the network has never seen"
        + (f"; here: {', '.join(unusual)}." if unusual else ".")
    )


def show(reading: SketchReading) -> None:
    """Show the distributions, then the neighbors."""
    _distributions(reading)
    neighbors.show(reading, "your sketch")
