"""Taking a run home, and handing its settings on."""

from __future__ import annotations

import io
from urllib.parse import urlencode, urlsplit, urlunsplit

import pandas as pd
import segno
import streamlit as st

from core.config import TrainConfig
from core.errors import ConfigError
from core.links import config_to_query
from core.runs import Checkpoint, checkpoint_bytes
from dashboard.named_run import NamedRun

PAGE = "train"


def link_to(address: str, config: TrainConfig) -> str:
    """Write the address that opens the Train page with some settings.

    Parameters
    ----------
    address : str
        Of any page of this dashboard; what stands behind its path is left out, so that
        nobody hands on a workspace.
    config : TrainConfig
        The settings.

    Returns
    -------
    str
        The whole address.

    Raises
    ------
    ConfigError
        If the settings do not fit into an address.
    """
    scheme, host, path, _, _ = urlsplit(address)
    folder = path.rstrip("/").rpartition("/")[0]
    return urlunsplit((scheme, host, f"{folder}/{PAGE}", urlencode(config_to_query(config)), ""))


def show_link(config: TrainConfig) -> None:
    """Offer the link to some settings, also as a picture for a phone's camera."""
    with st.popover("Share these settings", icon=":material/share:"):
        try:
            link = link_to(st.context.url or "", config)
        except ConfigError as error:
            st.warning(f"These settings do not fit into a link: {error}")
            return
        st.caption("Opens Train with these settings. Your runs and drawings stay with you.")
        st.code(link, None, wrap_lines=True)
        picture = io.BytesIO()
        segno.make(link, error="l").save(picture, kind="png", scale=4, border=4)
        st.image(picture.getvalue(), caption="For a phone's camera", width=220)


def metrics_table(run: NamedRun) -> pd.DataFrame:
    """List every step of a run, with the validation of the epoch that it ends.

    Returns
    -------
    DataFrame
        One row for each step; validation columns are empty but at the end of an epoch.
    """
    history = run.history()
    batches = pd.DataFrame(history.batches)
    if not history.epochs:
        return batches
    epochs = pd.DataFrame(history.epochs).drop(columns="epoch")
    return batches.merge(epochs, on="step", how="left")


def show_downloads(run: NamedRun) -> None:
    """Offer a run's network and its numbers as files."""

    def network() -> bytes:
        training = run.job.run
        return checkpoint_bytes(
            Checkpoint(training.copy_model(), run.config, training.data.standardization)
        )

    name = f"digit-lab-run-{run.number}"
    st.download_button(
        "Network",
        data=network,
        file_name=f"{name}.safetensors",
        mime="application/octet-stream",
        key="download_network",
        icon=":material/download:",
        on_click="ignore",
        help="Weights, settings and standardization in one safetensors file; "
        "`core.runs.load_checkpoint` reads it.",
    )
    st.download_button(
        "Numbers (CSV)",
        data=lambda: metrics_table(run).to_csv(index=False),
        file_name=f"{name}.csv",
        mime="text/csv",
        key="download_metrics",
        icon=":material/table:",
        on_click="ignore",
        help="Every step with loss, accuracy, gradient norm and learning rate, and the validation "
        "after each epoch.",
    )
