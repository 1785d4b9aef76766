"""The layers of the prepared network as a table, with their parameters as arithmetic."""

from __future__ import annotations

import streamlit as st

from core.config import TrainConfig
from core.models import build_model, summarize
from dashboard.wording import data_size


def show(config: TrainConfig) -> None:
    """Show one row for each layer of the network that some settings make."""
    rows = summarize(build_model(config))
    st.dataframe(
        {
            "Layer": [row.name for row in rows],
            "Kind": [row.kind for row in rows],
            "Output for one image": [" x ".join(map(str, row.output_shape)) for row in rows],
            "Parameters": [
                f"{row.arithmetic} = {row.parameters:,}" if row.parameters else "none"
                for row in rows
            ],
            "Output in memory": [data_size(row.activation_bytes) for row in rows],
        },
        hide_index=True,
        height="content",
    )
    st.caption(
        "A convolution has kernels x height x width x input channels weights, and a bias for each "
        "kernel unless batch normalization follows: that has a scale and a shift for each "
        "channel. A linear layer has outputs x inputs weights, and a bias for each output."
    )
