"""Taking a run home: its network and its numbers as files."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.runs import Checkpoint, checkpoint_bytes
from dashboard.named_run import NamedRun


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
