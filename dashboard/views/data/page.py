"""The views of the Data page, and what is said of a data set below each of them."""

from __future__ import annotations

import streamlit as st

from core.data import DigitData, dataset_spec
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.server import data_sets
from dashboard.server.resources import dataset_download
from dashboard.views.data import counts, file, hands, pixels
from dashboard.visitor.draft import draft

VIEWS = {
    "Many hands": hands.show,
    "One image": pixels.show,
    "How many": counts.show,
    "The file": file.show,
}
DATASET_PIXELS = 260


def offer_download() -> None:
    """Offer to fetch a data set that is not there, and say what went wrong before."""
    download = dataset_download()
    if download.state in ("failed", "missing"):
        st.button(
            f"Download {download.spec.title}",
            on_click=in_words(download.start),
            icon=":material/download:",
        )
    if download.error:
        st.caption(plain(download.error))


def say_what_it_is(data: DigitData) -> None:
    """Name the data set and its three parts, and what the next run takes of them."""
    train = data.train
    st.markdown(
        f"**{data_sets.dataset_title(data.name)}**: {dataset_spec(data.name).idea} Of what can be "
        f"learned from, {len(train):,} are training images, and {len(data.validation):,} "
        f"validation images are kept apart to choose by; {len(data.test):,} test images wait for "
        "the final report. Each is 28 x 28 pixels with values from 0 (paper) to 255 (ink)."
    )
    if (limit := draft().config.train_size) and limit < len(train):
        st.caption(f"The next run uses {limit:,} of the training images; Train has the setting.")
