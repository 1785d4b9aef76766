"""What all visitors of one server share: data sets, the engine, the download."""

from __future__ import annotations

import os

import streamlit as st

from core.data import DigitData, load_digits
from core.data.download import MnistDownload
from core.engine import LocalEngine


@st.cache_resource(show_spinner=False)
def shared_engine() -> LocalEngine:
    """Hand out the places in which jobs train."""
    return LocalEngine()


@st.cache_resource(show_spinner=False)
def mnist_download() -> MnistDownload:
    """Look for MNIST once; fetch it in the background when it is not there.

    With the environment variable ``DIGIT_LAB_OFFLINE`` set it is not fetched by itself.
    """
    download = MnistDownload()
    if download.state == "missing" and not os.environ.get("DIGIT_LAB_OFFLINE"):
        download.start()
    return download


# Each entry holds the images once (55 MB for MNIST), read-only, for everybody.
@st.cache_resource(show_spinner="Loading the images", max_entries=3)
def shared_digits(dataset: str, train_size: int | None, validation_size: int) -> DigitData:
    """Load a data set once for all visitors.

    Which images validate is the same for every run, so that runs compare fairly.
    """
    return load_digits(
        dataset, train_size=train_size, validation_size=validation_size, download=False
    )
