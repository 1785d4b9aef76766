"""Which data set there is, how a download goes, and what to do without MNIST."""

from __future__ import annotations

import streamlit as st

from dashboard.server import data_sets
from dashboard.server.resources import mnist_download
from dashboard.visitor import session

NOTICE = "mnist is missing"
POLL_SECONDS = 0.5


def sidebar() -> None:
    """Name the data set that the next run uses, and show a download while it lasts."""
    chosen = session.visitor().draft.dataset
    with st.sidebar:
        st.caption(f"Data: {data_sets.dataset_title(data_sets.usable_dataset(chosen))}")
        if mnist_download().state == "downloading":
            st.fragment(_progress, run_every=POLL_SECONDS)()


def _progress() -> None:
    download = mnist_download()
    st.progress(download.share, text=f"Downloading MNIST: {download.share:.0%}")
    st.caption("Go on meanwhile: scikit-learn's digits are here.")
    st.button("Cancel the download", key="download_cancel", on_click=download.cancel)
    if download.state != "downloading":
        st.rerun()


def once() -> None:
    """Say in plain words that MNIST cannot be had, until the visitor has read it."""
    me = session.visitor()
    if mnist_download().state not in ("failed", "missing") or NOTICE in me.notices_seen:
        return
    st.warning(
        "The MNIST images are not on this machine and could not be downloaded. "
        "Everything works all the same with scikit-learn's 1,797 smaller digits. To get MNIST: "
        "connect to the network and press Download on the Data page, or copy its four files "
        "into the folder data/MNIST/raw.",
        title="Using scikit-learn's digits",
        icon=":material/cloud_off:",
    )
    st.button("Understood", on_click=lambda: me.notices_seen.add(NOTICE))
