"""What more training images are worth, and what can take their place."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.comparison.data_curve import (
    AUGMENTED,
    MAX_BATCH,
    MAX_VALIDATION,
    SCRATCH,
    SEEDS,
    STEPS,
    TITLES,
    TRANSFER,
    DataPoint,
    curve_config,
    means_by_images,
    measure_data_curve,
    sizes_for,
    ways_for,
)
from core.data import DigitData
from core.models import MODELS
from dashboard.figures.data_curve import data_curve_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import progress
from dashboard.server import data_sets
from dashboard.visitor import session
from dashboard.visitor.compared import DataCurves
from dashboard.visitor.draft import prepared_config, whole_data
from dashboard.wording import percent


def curves_of(points: Sequence[DataPoint]) -> dict[str, dict[int, list[float]]]:
    """Collect the accuracies by title of the way and number of images; without empty ways."""
    found = {title: means_by_images(points, way) for way, title in TITLES.items()}
    return {title: curve for title, curve in found.items() if curve}


def _mean(accuracies: Sequence[float]) -> float:
    return sum(accuracies) / len(accuracies)


def in_words(points: Sequence[DataPoint]) -> str:
    """Say what most images reach from scratch, and which way is best with about a hundred."""
    scratch = means_by_images(points, SCRATCH)
    few = min(scratch, key=lambda images: abs(images - 100))
    most = max(scratch)
    by_way = {way: means_by_images(points, way).get(few) for way in TITLES}
    reached = {way: _mean(found) for way, found in by_way.items() if found}
    words = f"With {few:,} images the network reads {percent(reached[SCRATCH])} from scratch"
    others = {AUGMENTED: "with augmentation", TRANSFER: "as a new last layer of the reader"}
    for way, name in others.items():
        if way in reached:
            words += f", {percent(reached[way])} {name}"
    words += f"; with {most:,} from scratch {percent(_mean(scratch[most]))}. "
    best = max(reached, key=lambda way: reached[way])
    if best == SCRATCH:
        return f"{words}Here nothing takes the place of images."
    enough = [images for images, found in scratch.items() if _mean(found) >= reached[best]]
    what = "Augmentation" if best == AUGMENTED else "What another network has learned"
    if not enough:
        return f"{words}{what} is worth more here than all these images."
    if min(enough) <= few:
        return f"{words}The difference is no more than chance here."
    return f"{words}{what} is worth as much as {min(enough) / few:.0f} times as many images."


def _what_is_compared(data: DigitData) -> str:
    config = prepared_config()
    sizes = sizes_for(data.train.labels)
    words = (
        f"The network and its settings are those on Train ({MODELS[config.model].title}), the data "
        f"{data_sets.dataset_title(data.name)}: {sizes[0]} to {sizes[-1]:,} images of each class, "
        f"{SEEDS} times with others, {STEPS} steps each, batches of at most {MAX_BATCH}. "
        f"Measured on {min(len(data.validation), MAX_VALIDATION):,} validation images."
    )
    if TRANSFER not in ways_for(data):
        words += (
            " Transfer from the shipped reader is left out: it has learned from these images "
            "itself, so that its accuracy would prove nothing. Choose another data set to see it."
        )
    return words


def show() -> None:
    """Let the visitor measure; each point appears as soon as it is there."""
    data, mine = whole_data(), session.state(DataCurves)
    config = curve_config(prepared_config())
    st.markdown(
        "How many images does it take? The same network learns from a few images of each class, "
        "then from more; beside it two things that can take the place of images."
    )
    asked = st.button(
        "Measure", key="more_images_start", type="primary", icon=":material/stacked_line_chart:"
    )
    st.caption(_what_is_compared(data))
    points = mine.by_config.get(config, [])
    place = st.empty()
    if asked:
        points = []
        with progress("Training on few images", "more_images") as on_progress:
            for point in measure_data_curve(data, config, on_progress=on_progress):
                points.append(point)
                mine.keep(config, points)
                _draw(place, points)
    elif points:
        _draw(place, points)
    if not points:
        st.caption("Nothing is measured yet. With an MLP it takes about half a minute.")
        return
    complete = len(ways_for(data)) * len(sizes_for(data.train.labels)) * SEEDS
    if len(points) < complete:
        st.caption(f"{len(points)} of {complete} are measured; it was ended before its end.")
    takeaway(in_words(points))
    show_source(measure_data_curve)


def _draw(place: st.delta_generator.DeltaGenerator, points: Sequence[DataPoint]) -> None:
    with place.container():
        curves = curves_of(points)
        st.altair_chart(
            data_curve_figure(curves),
            key="more_images",
            alt="Validation accuracy against the number of training images. "
            + "; ".join(
                f"{name}: " + ", ".join(f"{n:,} {percent(_mean(a))}" for n, a in curve.items())
                for name, curve in curves.items()
            ),
        )
