"""The confusion matrix as a figure. Pure: nothing here draws on a page."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from dashboard.charts import GREY


def confusion_figure(matrix: np.ndarray) -> alt.LayerChart:
    """Draw a confusion matrix: rows true digits, columns predictions, cells counts.

    Parameters
    ----------
    matrix : int64 array of shape (10, 10)
        From :func:`core.evaluation.confusion_matrix`.

    Returns
    -------
    alt.LayerChart
        Color follows the share of the true digit's images on a square-root scale, so
        that single mistakes among a thousand images are visible.
    """
    totals = np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    rows, columns = np.indices(matrix.shape)
    frame = pd.DataFrame(
        {
            "true": rows.reshape(-1),
            "predicted": columns.reshape(-1),
            "count": matrix.reshape(-1),
            "share": (matrix / totals).reshape(-1),
        }
    )
    base = alt.Chart(frame).encode(
        x=alt.X("predicted:O", title="Predicted digit").axis(orient="top", labelAngle=0),
        y=alt.Y("true:O", title="True digit"),
        tooltip=[
            alt.Tooltip("true:O", title="True digit"),
            alt.Tooltip("predicted:O", title="Predicted digit"),
            alt.Tooltip("count:Q", title="Images", format=",d"),
            alt.Tooltip("share:Q", title="Share of the true digit", format=".1%"),
        ],
    )
    cells = base.mark_rect(stroke=GREY, strokeWidth=0.3).encode(
        color=alt.Color(
            "share:Q",
            legend=None,
            scale=alt.Scale(
                type="sqrt", domain=[0, 1], range=["#F4F7FA", "#9CC4DF", "#3A8BBE", "#003F66"]
            ),
        )
    )
    numbers = base.mark_text(fontSize=12).encode(
        text=alt.Text("count:Q", format=",d"),
        color=alt.condition(alt.datum.share > 0.25, alt.value("#FFFFFF"), alt.value("#22252B")),
        opacity=alt.condition(alt.datum.count > 0, alt.value(1), alt.value(0)),
    )
    return alt.layer(cells, numbers).properties(height=470)
