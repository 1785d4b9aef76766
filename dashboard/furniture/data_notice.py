"""Which data set there is, how a download goes, and what to do when it is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from core.data import DATASETS, DEFAULT_DATASET, usable_dataset
from core.data.files import file_folder
from dashboard.in_words import fragment, in_words
from dashboard.plain_text import plain
from dashboard.server import data_sets
from dashboard.server.resources import dataset_download
from dashboard.visitor import session
from dashboard.visitor.draft import prepared_config
from dashboard.wording import percent

NOTICE = "data set is missing"
POLL_SECONDS = 0.5


@dataclass(eq=False)
class Notices:
    """What this visitor has read and need not be told again."""

    seen: set[str] = field(default_factory=set)


def sidebar() -> None:
    """Name the data set that the next run uses, and show a download while it lasts."""
    chosen = prepared_config().dataset
    with st.sidebar:
        st.caption(f"Data: {data_sets.dataset_title(chosen)}")
        if dataset_download().state == "downloading":
            fragment(_progress, run_every=POLL_SECONDS)()


def _progress() -> None:
    download = dataset_download()
    title = download.spec.title
    st.progress(download.fraction, text=f"Downloading {title}: {percent(download.fraction)}")
    here = data_sets.dataset_title(usable_dataset(DEFAULT_DATASET))
    st.caption(f"Meanwhile you can continue with {here}.")
    st.button("Cancel the download", key="download_cancel", on_click=in_words(download.cancel))
    if download.state != "downloading":
        st.rerun()


def once() -> None:
    """Say in plain words that the usual data set is missing, until the visitor has read it."""
    notices, download = session.state(Notices).seen, dataset_download()
    if download.state not in ("failed", "missing") or NOTICE in notices:
        return
    wanted, spec = download.spec, DATASETS[usable_dataset(DEFAULT_DATASET)]
    st.warning(
        f"The {wanted.title} images are not on this machine and could not be downloaded. "
        f"Everything works all the same with {spec.title}: {spec.idea} To get {wanted.title}: "
        "connect to the network and press Download on the Data page, or copy its "
        f"{len(wanted.files)} files into the folder {plain(file_folder(wanted))}.",
        title=f"Using {spec.title}",
        icon=":material/cloud_off:",
    )
    st.button("Understood", on_click=in_words(lambda: notices.add(NOTICE)))
