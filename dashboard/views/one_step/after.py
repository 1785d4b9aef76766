"""After the step: the same images once more."""

from __future__ import annotations

import math

import streamlit as st
from torch import nn

from core.evaluation import evaluate, predict_probabilities
from dashboard import class_names
from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import probability_bars
from dashboard.views.one_step.workbench import Workbench
from dashboard.wording import percent, percent_of


def _points(change: float) -> str:
    """Write a change of a probability; what two decimals do not show is small, not 0."""
    return f"{100 * change:+.2f} points" if abs(change) >= 0.00005 else "less than 0.01 points"


def show(bench: Workbench) -> None:
    """Compare the chosen image's probabilities and the batch's loss, before and after."""
    data, trace = bench.data, bench.trace
    batch = bench.split.take(bench.rows)
    image, label = batch.images[bench.image], int(batch.labels[bench.image])
    spec = bench.config.spec
    models = {"Before": trace.model_before, "After": trace.model_after}
    probabilities = {
        name: predict_probabilities(model, image[None], data.standardization)[0]
        for name, model in models.items()
    }
    for place, (name, row) in zip(st.columns(2, gap="large"), probabilities.items(), strict=True):
        with place:
            st.markdown(
                f"**{name}**: read as {class_names.in_text(spec, row.argmax())}, "
                f"{percent(row.max())}"
            )
            st.html(
                probability_bars(
                    row,
                    alt=f"Probabilities {name.lower()} the step",
                    label=label,
                    names=spec.class_names,
                )
            )
    before, after = (evaluate(model, batch, data.standardization) for model in models.values())
    if not math.isfinite(after.loss):
        takeaway(
            f"Mean loss of the batch {before.loss:.4f} nats before; after the step it is no finite "
            "number any more: the step was far too long. **Start over** with a smaller learning "
            "rate."
        )
        return
    moved = probabilities["After"][label] - probabilities["Before"][label]
    takeaway(
        f"The true {spec.noun}'s probability changed by {_points(moved)}. The whole batch: mean "
        f"loss {before.loss:.4f} before, **{after.loss:.4f} nats** after, "
        f"{percent_of(before.correct, len(batch))} and {percent_of(after.correct, len(batch))} "
        "right."
    )
    rolls_dice = bench.config.dropout > 0
    normalizes = any(isinstance(layer, nn.BatchNorm2d) for layer in trace.model_before.modules())
    if rolls_dice or normalizes:
        st.caption(
            "Measured as on every other page: dropout off, batch normalization with its own "
            f"statistics. The loss that was learned from ({trace.report.loss:.4f} nats) was "
            "measured in training mode."
        )
    st.caption(
        "The step is complete. **Again, same batch** takes the next one from the new weights; "
        "**Other batch** takes this one again with other images."
    )
