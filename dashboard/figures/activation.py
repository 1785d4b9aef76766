"""What the last hidden layer gives for one image."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from dashboard.figures.palette import MAIN


def activation_figure(activations: np.ndarray) -> alt.Chart:
    """Draw a bar for each unit.

    Parameters
    ----------
    activations : float32 array of shape (units,)
        A row of :func:`core.inside.last_hidden_layer`.

    Returns
    -------
    alt.Chart
        The units in their order.
    """
    rows = pd.DataFrame({"unit": np.arange(len(activations)), "activation": activations})
    return (
        alt.Chart(rows)
        .mark_bar(color=MAIN)
        .encode(
            x=alt.X("unit:O", title="Unit", axis=alt.Axis(labels=False, ticks=False)),
            y=alt.Y("activation:Q", title="Activation"),
            tooltip=[
                alt.Tooltip("unit:O", title="Unit"),
                alt.Tooltip("activation:Q", title="Activation", format=".3f"),
            ],
        )
        .properties(height=170)
    )
