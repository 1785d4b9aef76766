"""What choosing the best of several networks by the same images costs."""

from __future__ import annotations

import altair as alt
import pandas as pd

from core.evaluation import expected_selection_bias
from dashboard.figures.axes import PLAIN
from dashboard.figures.palette import MAIN, MARKED

MAX_NETWORKS = 100


def selection_bias_figure(accuracy: float, count: int, seen: int) -> alt.LayerChart:
    """Draw by how much the best of several equally good networks looks better than it is.

    Parameters
    ----------
    accuracy : float
        Of each of them, 0 to 1.
    count : int
        How many images they are judged by.
    seen : int
        How many networks were judged so far; that place is marked. 0 marks none.
    """
    rows = pd.DataFrame({"networks": range(1, max(MAX_NETWORKS, seen) + 1)})
    rows["points"] = [
        100 * expected_selection_bias(networks, accuracy, count) for networks in rows["networks"]
    ]
    base = alt.Chart(rows).encode(
        x=alt.X(
            "networks:Q",
            title="Networks judged by the same test images",
            scale=alt.Scale(type="log", nice=False),
            axis=alt.Axis(format=PLAIN, values=[1, 2, 5, 10, 20, 50, 100], grid=False),
        ),
        y=alt.Y(
            "points:Q",
            title="Too good by (points)",
            axis=alt.Axis(format=PLAIN, tickCount=4),
        ),
        tooltip=[
            alt.Tooltip("networks:Q", title="Networks"),
            alt.Tooltip("points:Q", title="Points too good", format=".2f"),
        ],
    )
    layers = [base.mark_line(color=MAIN, strokeWidth=2.5)]
    if seen:  # A layer without a mark would be a picture without a name for those who hear it.
        here = base.transform_filter(alt.datum.networks == seen).mark_point(
            color=MARKED, filled=True, size=160, opacity=1, shape="diamond"
        )
        layers.append(here)
    return alt.LayerChart(layer=layers).properties(height=220)
