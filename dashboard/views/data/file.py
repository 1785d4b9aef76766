"""The file of the images, byte by byte."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.data import DigitData, dataset_spec
from core.data.idx import explain_header
from dashboard.furniture.lesson import show_source
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.plain_table import plain_table
from dashboard.visitor.draft import whole_data_portrait

MIDDLE_ROW = 14
SIDE_PIXELS = 96


def show(data: DigitData) -> None:
    """Show the bytes of one row of pixels, then the header of the file."""
    _show_row(data)
    portrait = whole_data_portrait()
    st.markdown(
        f"The {len(data.train) + len(data.validation):,} training and validation images are one "
        f"file, `{portrait.file}`. It begins like this:"
        if portrait.file
        else "As an IDX file, MNIST's own format, these training images would begin like this:"
    )
    fields = portrait.header
    table = pd.DataFrame(
        {
            "Byte": [field.offset for field in fields],
            "Content (hexadecimal)": [field.raw.hex(" ") for field in fields],
            "Number": [f"{field.value:,}" for field in fields],
            "Meaning": [field.meaning for field in fields],
        }
    )
    st.html(plain_table(table, alt="The header of the file", index=False))
    sizes = [field.value for field in fields[3:]]
    header = portrait.file_bytes - int(np.prod(sizes))
    st.caption(
        f"Then {sizes[0]:,} x {sizes[1]} x {sizes[2]} = {int(np.prod(sizes)):,} pixels follow, one "
        f"byte each: {header} + {int(np.prod(sizes)):,} = {portrait.file_bytes:,} bytes in all."
    )
    show_source(explain_header)


def row_in_bytes(image: np.ndarray, row: int) -> str:
    """Write a row of pixels as a file has it: two hexadecimal digits for each byte."""
    return image[row].tobytes().hex(" ")


def _show_row(data: DigitData) -> None:
    train = data.train
    with st.container(horizontal=True, vertical_alignment="center"):
        place = st.container(width=120)
        with st.container(width=300):
            number = int(st.number_input("Training image no.", 0, len(train) - 1, key="file_image"))
            height, width = train.images.shape[1:]
            row = st.slider("Row of pixels", 0, height - 1, MIDDLE_ROW, key="file_row")
    image, spec = train.images[number], dataset_spec(data.name)
    name = spec.class_names[train.labels[number]]
    place.html(
        digit_grid(
            image[None],
            [name],
            side=SIDE_PIXELS,
            alt=f"A training image of the {spec.noun} {name}",
        )
    )
    st.code(row_in_bytes(image, row), language=None, wrap_lines=True)
    st.caption(
        f"Row {row} from the top is {width} bytes, one for each pixel from left to right, bytes "
        f"{row * width} to {row * width + width - 1} of the image's {image.size}. `00` is paper, "
        "`ff` is 255: ink."
    )
