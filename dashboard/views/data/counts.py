"""How many images of each digit there are, their mean, and how dark pixels are."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data import DatasetSpec, DigitData, dataset_spec
from core.data.mnist import MNIST
from core.data.statistics import mean_images
from dashboard import class_names
from dashboard.figures.data import class_balance_figure, pixel_histogram_figure
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import takeaway
from dashboard.markup.digit_grid import digit_grid
from dashboard.visitor.draft import whole_data_portrait
from dashboard.wording import percent

MEAN_SIDE_PIXELS = 62  # Ten fit into a row.
# None: all of them.
MEANS_OF = (1, 2, 5, 10, 30, 100, 1_000, None)


def show(data: DigitData) -> None:
    """Show the mean image and the number of each digit, then the brightness of all pixels."""
    portrait = whole_data_portrait()
    counts, spec = portrait.counts, dataset_spec(data.name)
    most = st.select_slider(
        f"Mean of how many training images of each {spec.noun}",
        [most for most in MEANS_OF if most is None or most < counts["training"].max()],
        value=None,
        format_func=lambda most: "all" if most is None else f"{most:,}",
        key="mean_of",
        width=420,
    )
    taken = counts["training"] if most is None else np.minimum(counts["training"], most)
    st.html(
        digit_grid(
            portrait.means if most is None else mean_images(data.train, most, classes=data.classes),
            [f"{name}: {count:,}" for name, count in zip(spec.class_names, taken, strict=True)],
            side=MEAN_SIDE_PIXELS,
            alt=f"The mean image of each {spec.noun}, over {'all' if most is None else most} "
            "training "
            "images, and their number",
        )
    )
    st.caption(
        f"The mean image of each {spec.noun}, and how many images are in it. One is a single "
        f"{'piece' if spec.noun == 'garment' else 'hand'}; the more, the more it is blurred where "
        f"{'pieces' if spec.noun == 'garment' else 'hands'} differ and dark where they agree: a "
        f"first, crude idea of a {spec.noun}."
    )
    draw_figure(
        class_balance_figure(counts, spec.class_names, spec.noun),
        key="class_balance",
        alt=f"Number of images of each {spec.noun} in the three splits",
    )
    takeaway(balance_in_words(counts["training"], len(data.train), spec))
    st.subheader("How dark are pixels?", anchor=False)
    draw_figure(
        pixel_histogram_figure(portrait.histogram),
        key="pixel_histogram",
        alt="Share of training pixels in 16 groups of brightness",
    )
    takeaway(brightness_in_words(portrait.histogram))


def balance_in_words(counts: np.ndarray, total: int, spec: DatasetSpec = MNIST) -> str:
    """Say which class is the most frequent and which the rarest, and what guessing it is worth."""
    most, fewest = int(counts.argmax()), int(counts.argmin())
    common, rare = class_names.in_text(spec, most), class_names.in_text(spec, fewest)
    if counts[most] == counts[fewest]:
        return (
            f"Of each {spec.noun} there are {counts[most]:,} training images. A network that "
            f"always said {common} would be right for {percent(counts[most] / total)} of them."
        )
    return (
        f"The most frequent {spec.noun} is {common} ({counts[most]:,} training images), the rarest "
        f"{rare} ({counts[fewest]:,}). Validation has the same shares on purpose (stratified). "
        f"A network that always said {common} would be right for {percent(counts[most] / total)} "
        "of them."
    )


def brightness_in_words(histogram: np.ndarray) -> str:
    """Say how much of the pixels is paper and how much full ink."""
    return (
        f"{percent(histogram[0] / histogram.sum())} of all pixels are paper or nearly so (0 to "
        f"15), {percent(histogram[-1] / histogram.sum())} full ink (240 to 255)."
    )
