"""Data: what the images look like, and what the network gets."""

import numpy as np
import pandas as pd
import streamlit as st

from core.data import CLASSES, DATASETS, to_model_input
from core.data.idx import explain_header
from dashboard.figures.data import class_balance_figure, pixel_histogram_figure
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import begin_lesson, explain, next_step, show_source, takeaway
from dashboard.in_words import in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.number_grid import number_grid
from dashboard.markup.plain_table import plain_table
from dashboard.plain_text import plain
from dashboard.server import data_sets
from dashboard.server.resources import dataset_download
from dashboard.settings import training_controls
from dashboard.visitor.draft import draft, whole_data, whole_data_portrait
from dashboard.wording import data_size, percent

FIRST = 30

begin_lesson("data")
with st.container(horizontal=True, vertical_alignment="bottom"):
    training_controls.dataset()
    if dataset_download().state in ("failed", "missing"):
        st.button(
            f"Download {dataset_download().spec.title}",
            on_click=in_words(dataset_download().start),
            icon=":material/download:",
        )
if dataset_download().error:
    st.caption(plain(dataset_download().error))

data, portrait = whole_data(), whole_data_portrait()
train = data.train
st.markdown(
    f"**{data_sets.dataset_title(data.name)}**: {DATASETS[data.name].idea} Of what can be learned "
    f"from, {len(train):,} are training images, and {len(data.validation):,} validation images "
    f"are kept apart to choose by; {len(data.test):,} test images wait for the final report. Each "
    "is 28 x 28 pixels with values from 0 (paper) to 255 (ink)."
)
if (limit := draft().config.train_size) and limit < len(train):
    st.caption(f"The next run uses {limit:,} of the training images; Train has the setting.")

st.subheader(f"The first {FIRST} training images", anchor=False)
first = train.take(np.arange(FIRST))
st.html(
    digit_grid(
        first.images,
        [f"{label}" for label in first.labels],
        alt="The first training images, with labels " + ", ".join(map(str, first.labels)),
    )
)

st.subheader("One digit, many hands", anchor=False)
digit = st.segmented_control("Digit", range(CLASSES), default=7, required=True, key="browse_digit")
rows = np.flatnonzero(train.labels == digit)
start = st.slider(
    "From image", 0, max(len(rows) - FIRST, 1), step=FIRST, key="browse_start", format="%d"
)
shown = rows[start : start + FIRST]
st.html(
    digit_grid(
        train.images[shown],
        [f"no. {row:,}" for row in shown],
        alt=f"{len(shown)} training images of the digit {digit}",
    )
)

st.subheader("The mean image of each digit", anchor=False)
st.html(
    digit_grid(
        portrait.means,
        [f"mean {digit}" for digit in range(CLASSES)],
        side=84,
        alt="The pixel by pixel average of all training images of each digit",
    )
)
st.caption("Blurred where hands differ, dark where they agree: a first, crude idea of a digit.")

st.subheader("How many of each?", anchor=False)
counts = portrait.counts
draw_figure(
    class_balance_figure(counts),
    key="class_balance",
    alt="Number of images of each digit in the three splits",
)
most, fewest = counts["training"].argmax(), counts["training"].argmin()
takeaway(
    f"The most frequent digit is {most} ({counts['training'][most]:,} training images), the "
    f"rarest {fewest} ({counts['training'][fewest]:,}). Validation has the same shares on "
    f"purpose (stratified). A network that always said {most} would be right for "
    f"{percent(counts['training'][most] / len(train))} of them."
)

st.subheader("One image, as the computer has it", anchor=False)
position = st.number_input("Training image no.", 0, len(train) - 1, key="one_image", width=240)
image = train.images[position]
st.html(
    number_grid(
        image,
        alt=f"The 28 x 28 pixel values of a training image of the digit {train.labels[position]}",
    )
)
st.caption(
    f"Label: **{train.labels[position]}**. {image.size} numbers, of which "
    f"{np.count_nonzero(image)} are not 0; zeros are left out here. The image takes "
    f"{image.nbytes} bytes, all {len(train):,} of them {data_size(train.images.nbytes)}."
)

st.subheader("Standardization, before and after", anchor=False)
standardization = data.standardization
before = image / 255
after = to_model_input(image[None], standardization).numpy()
formula, numbers = st.columns(2, gap="large")
with formula:
    st.markdown("The last change before the network, for every pixel:")
    st.latex(
        rf"x = \frac{{\text{{pixel}} / 255 - {standardization.mean:.4f}}}"
        rf"{{{standardization.deviation:.4f}}}"
    )
    st.caption(
        f"{standardization.mean:.4f} and {standardization.deviation:.4f} are mean and deviation "
        f"of all pixels of the {len(train):,} training images, and of those only. Over all of "
        "them the network gets mean 0 and deviation 1."
    )
with numbers:
    table = pd.DataFrame(
        {
            "pixel / 255": [0.0, 1.0, float(before.mean()), float(before.std())],
            "network gets": [
                (0 - standardization.mean) / standardization.deviation,
                (1 - standardization.mean) / standardization.deviation,
                float(after.mean()),
                float(after.std()),
            ],
        },
        index=["paper (0)", "ink (255)", "image's mean", "image's deviation"],
    )
    st.html(plain_table(table, alt="Pixels before and after", number_format=".3f"))

st.subheader("How dark are pixels?", anchor=False)
histogram = portrait.histogram
draw_figure(
    pixel_histogram_figure(histogram),
    key="pixel_histogram",
    alt="Share of training pixels in 16 groups of brightness",
)
takeaway(
    f"{percent(histogram[0] / histogram.sum())} of all pixels are paper or nearly so (0 to 15), "
    f"{percent(histogram[-1] / histogram.sum())} full ink (240 to 255)."
)

st.subheader("The file, byte by byte", anchor=False)
if portrait.file:
    st.markdown(
        f"The {len(train) + len(data.validation):,} training and validation images are one file, "
        f"`{portrait.file}`. It begins like this:"
    )
else:
    st.markdown("As an IDX file, MNIST's own format, these training images would begin like this:")
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

show_source(explain_header, to_model_input)
explain("standardization", "training images", "validation images", "test images")
next_step("network", "Next: what is between the pixels and the ten answers?")
