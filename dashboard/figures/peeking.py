"""Accuracy while a network is tuned on a few test images."""

from __future__ import annotations

import altair as alt
import pandas as pd

from core.evaluation import Peeking
from dashboard.figures.axes import PERCENT
from dashboard.figures.palette import TEST, VALIDATION
from dashboard.figures.percentages import percent_tooltip, percent_words


def peeking_figure(found: Peeking) -> alt.Chart:
    """Draw accuracy over the trials, on the images tuned on and on fresh ones."""
    names = [f"the {found.tuned_count:,} images tuned on", f"{found.fresh_count:,} fresh images"]
    accuracies = [found.tuned / found.tuned_count, found.fresh / found.fresh_count]
    frame = pd.concat(
        pd.DataFrame({"trial": found.trials, "images": name, "accuracy": accuracy})
        for name, accuracy in zip(names, accuracies, strict=True)
    )
    return (
        alt.Chart(frame)
        .transform_calculate(**percent_words("accuracy"))
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("trial:Q", title="Changes tried", scale=alt.Scale(nice=False)),
            y=alt.Y(
                "accuracy:Q",
                title="Accuracy",
                axis=PERCENT,
                scale=alt.Scale(zero=False),
            ),
            color=alt.Color(
                "images:N",
                title=None,
                legend=alt.Legend(orient="top", labelLimit=0, columns=1),
                scale=alt.Scale(domain=names, range=[VALIDATION, TEST]),
            ),
            strokeDash=alt.StrokeDash(
                "images:N", legend=None, scale=alt.Scale(domain=names, range=[[6, 4], [1, 0]])
            ),
            tooltip=[
                alt.Tooltip("trial:Q", title="Changes tried"),
                alt.Tooltip("images:N", title="Images"),
                percent_tooltip("accuracy", "Accuracy"),
            ],
        )
        .properties(height=300)
    )
