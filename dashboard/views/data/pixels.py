"""One image as the computer has it, and as the network gets it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.data import DigitData, Standardization, dataset_spec, to_model_input
from dashboard import class_names
from dashboard.furniture.lesson import show_source
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.number_grid import number_grid
from dashboard.markup.plain_table import plain_table
from dashboard.visitor import lessons
from dashboard.wording import data_size


def show(data: DigitData) -> None:
    """Let the visitor choose an image, and show its numbers before and after standardization."""
    train = data.train
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.container(width=80)
        position = st.number_input(
            "Training image no.", 0, len(train) - 1, key="one_image", width=240
        )
    image, label = train.images[position], int(train.labels[position])
    lessons.note_image(f"training image {position} of {data.name}")
    spec = dataset_spec(data.name)
    name = spec.class_names[label]
    place.html(digit_grid(image[None], [name], alt=f"A training image of the {spec.noun} {name}"))
    st.html(
        number_grid(
            image,
            alt=f"The 28 x 28 pixel values of a training image of the {spec.noun} {name}",
        )
    )
    st.caption(
        f"Label: **{class_names.in_text(spec, label)}**. {image.size} numbers, of which "
        f"{np.count_nonzero(image)} are not 0; "
        f"zeros are left out here. The image takes {image.nbytes} bytes, all {len(train):,} of "
        f"them {data_size(train.images.nbytes)}."
    )
    _show_standardization(image, data.standardization, len(train))
    show_source(to_model_input)


def before_and_after(image: np.ndarray, standardization: Standardization) -> pd.DataFrame:
    """Write what standardization makes of paper, ink and an image.

    Returns
    -------
    DataFrame
        One row each for paper, ink, the image's mean and its deviation; one column for the
        pixels divided by 255, one for what the network gets.
    """
    before = image / 255
    after = to_model_input(image[None], standardization).numpy()
    paper, ink = (
        (value - standardization.mean) / standardization.deviation for value in (0.0, 1.0)
    )
    return pd.DataFrame(
        {
            "pixel / 255": [0.0, 1.0, float(before.mean()), float(before.std())],
            "network gets": [paper, ink, float(after.mean()), float(after.std())],
        },
        index=["paper (0)", "ink (255)", "image's mean", "image's deviation"],
    )


def _show_standardization(image: np.ndarray, standardization: Standardization, count: int) -> None:
    st.subheader("Standardization, before and after", anchor=False)
    formula, numbers = st.columns(2, gap="large")
    with formula:
        st.markdown("The last change before the network, for every pixel:")
        st.latex(
            rf"x = \frac{{\text{{pixel}} / 255 - {standardization.mean:.4f}}}"
            rf"{{{standardization.deviation:.4f}}}"
        )
        st.caption(
            f"{standardization.mean:.4f} and {standardization.deviation:.4f} are mean and "
            f"deviation of all pixels of the {count:,} training images, and of those only. Over "
            "all of them the network gets mean 0 and deviation 1."
        )
    with numbers:
        table = before_and_after(image, standardization)
        st.html(plain_table(table, alt="Pixels before and after", number_format=".3f"))
