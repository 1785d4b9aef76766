"""The views of the Data page, and what is said of a data set below each of them."""

from __future__ import annotations

import streamlit as st

from core.data import (
    DEFAULT_DATASET,
    DatasetSpec,
    DigitData,
    dataset_spec,
    has_files,
    usable_dataset,
)
from core.data.files import file_folder
from core.limits import most_bytes
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.server.resources import dataset_download
from dashboard.views.data import counts, file, hands, pixels
from dashboard.visitor.draft import draft
from dashboard.wording import data_size

VIEWS = {
    "Many hands": hands.show,
    "One image": pixels.show,
    "How many": counts.show,
    "The file": file.show,
}
DATASET_PIXELS = 260


def offer_download() -> None:
    """Offer to fetch the data set that is chosen, or the usual one, where it is not there.

    And say what went wrong before.
    """
    chosen = draft().config.dataset
    wanted = DEFAULT_DATASET if has_files(dataset_spec(chosen)) else chosen
    spec, download = dataset_spec(wanted), dataset_download(wanted)
    if has_files(spec):
        return
    if download.spec.download_bytes > most_bytes("download_megabytes"):
        st.caption(_brought_by_hand(spec))
        return
    if download.state != "downloading":
        size = "" if wanted == DEFAULT_DATASET else f" ({data_size(spec.download_bytes)})"
        st.button(
            f"Download {download.spec.title}{size}",
            key="download_start",
            on_click=in_words(download.start),
            icon=":material/download:",
        )
    if download.error:
        st.caption(plain(download.error))
    elif wanted != DEFAULT_DATASET:
        used = dataset_spec(usable_dataset(wanted)).title
        st.caption(
            f"{plain(spec.title)} is not on this machine, so {plain(used)} is used until it is."
        )


def _brought_by_hand(spec: DatasetSpec) -> str:
    """Say why a data set cannot be had by pressing a button here."""
    names = ", ".join(file.name for file in spec.files)
    return (
        f"{plain(spec.title)} is not on this server, and with {data_size(spec.download_bytes)} it "
        f"is too large to be downloaded for visitors. Whoever runs the server can put {names} "
        f"into {plain(file_folder(spec))}."
    )


def say_what_it_is(data: DigitData) -> None:
    """Name the data set and its three parts, and what the next run takes of them."""
    train, spec = data.train, dataset_spec(data.name)
    st.markdown(
        f"**{plain(spec.title)}**: {plain(spec.idea)} Of what can be "
        f"learned from, {len(train):,} are training images, and {len(data.validation):,} "
        f"validation images are kept apart to choose by; {len(data.test):,} test images wait for "
        "the final report. Each is 28 x 28 pixels with values from 0 (paper) to 255 (ink)."
    )
    if spec.source:
        st.caption(f"Source: {plain(spec.source)}. License: {plain(spec.license)}.")
    if (limit := draft().config.train_size) and limit < len(train):
        st.caption(f"The next run uses {limit:,} of the training images; Train has the setting.")
