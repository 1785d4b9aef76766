"""Which data set there is, how a download goes, and what to do when it is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from core.data import DEFAULT_DATASET, dataset_spec, usable_dataset
from core.data.download import DatasetDownload
from core.data.files import file_folder
from dashboard.in_words import fragment, in_words
from dashboard.plain_text import plain
from dashboard.server import data_sets
from dashboard.server.resources import dataset_download, running_downloads
from dashboard.visitor import session
from dashboard.visitor.draft import draft, prepared_config
from dashboard.wording import percent

NOTICE = "data set is missing"
POLL_SECONDS = 0.5


@dataclass(eq=False)
class Notices:
    """What this visitor has read and need not be told again."""

    seen: set[str] = field(default_factory=set)


def sidebar() -> None:
    """Name the data set that the next run uses, and show downloads while they last."""
    chosen = draft().config.dataset
    used = prepared_config().dataset
    with st.sidebar:
        st.caption(f"Data: {plain(data_sets.dataset_title(used))}")
        running = running_downloads()
        if (
            used != chosen
            and not running
            and dataset_spec(chosen).files
            and chosen != DEFAULT_DATASET
        ):
            title = plain(data_sets.dataset_title(chosen))
            st.caption(f"{title} is not on this machine. The Data page says how to get it.")
        for place, download in enumerate(running):
            fragment(_progress, run_every=POLL_SECONDS)(download, place)


def _progress(download: DatasetDownload, place: int) -> None:
    title = download.spec.title
    st.progress(download.fraction, text=f"Downloading {title}: {percent(download.fraction)}")
    here = plain(data_sets.dataset_title(usable_dataset(draft().config.dataset)))
    st.caption(f"Meanwhile you can continue with {here}.")
    st.button(
        "Cancel the download",
        key=f"download_cancel_{place}" if place else "download_cancel",
        on_click=in_words(download.cancel),
    )
    if download.state != "downloading":
        st.rerun()


def once() -> None:
    """Say in plain words that the usual data set is missing, until the visitor has read it."""
    notices, download = session.state(Notices).seen, dataset_download()
    if download.state not in ("failed", "missing") or NOTICE in notices:
        return
    wanted, spec = download.spec, dataset_spec(usable_dataset(DEFAULT_DATASET))
    st.warning(
        f"The {wanted.title} images are not on this machine and could not be downloaded. "
        f"Everything works all the same with {spec.title}: {spec.idea} To get {wanted.title}: "
        "connect to the network and press Download on the Data page, or copy its "
        f"{len(wanted.files)} files into the folder {plain(file_folder(wanted))}.",
        title=f"Using {spec.title}",
        icon=":material/cloud_off:",
    )
    st.button("Understood", on_click=in_words(lambda: notices.add(NOTICE)))
