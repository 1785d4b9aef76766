"""Clear, backward, update: one tracked weight, and all layers beside each other."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from core.inside import explain_update, loss_slope, state_of_weight
from core.optimization import OPTIMIZERS
from dashboard.figures.palette import CATEGORIES
from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import BarColumn, bar_table
from dashboard.markup.plain_table import plain_table
from dashboard.views.one_step.pick import tracked_weight
from dashboard.views.one_step.workbench import Workbench
from dashboard.wording import short_number


def _ratio(value: float) -> str:
    """Write a share of weights, of which there may be none but zeros."""
    return f"{short_number(100 * value, 2)} %" if math.isfinite(value) else "from 0"


def show_clear(bench: Workbench) -> None:
    """Say what lay in the gradients, and that it is gone."""
    norm = bench.optimizer.gradient_norm()
    if norm:
        before = f"From the step before, a gradient of length **{norm:.4f}** lies there."
    else:
        before = (
            "A fresh network has no gradient yet: there is nothing to clear."
            if bench.run_number is None
            else "The gradient of the run's last step was not copied: there is nothing to clear."
        )
    takeaway(
        f"{before} After this line it is **0**. Without it, every step would follow the sum of all "
        "gradients so far."
    )


def show_backward(bench: Workbench) -> None:
    """Compare one gradient with finite differences, then all layers."""
    trace = bench.trace
    name, index = tracked_weight(bench)
    weight, gradient = float(trace.values_before[name][index]), float(trace.gradients[name][index])
    slope = loss_slope(trace.model_before, trace.inputs, trace.labels, name, index)
    table = pd.DataFrame(
        [
            ("weight", f"{weight:.6f}"),
            ("gradient, by backward()", f"{gradient:+.6f}"),
            ("the same by finite differences", f"{slope:+.6f}"),
            ("difference", short_number(abs(slope - gradient), 2)),
        ],
        columns=["The tracked weight", ""],
    )
    st.html(plain_table(table, alt="The gradient of the tracked weight", index=False))
    direction = "smaller" if gradient > 0 else "larger"
    takeaway(
        f"If this weight grew by 0.01, the loss would change by about {0.01 * gradient:+.6f} "
        f"nats. So the update makes it **{direction}**. Finite differences: nudge the weight by "
        "0.00001 up and down, measure the loss twice, divide. It needs two forward passes for "
        "each weight; backward() finds all gradients at once."
    )
    table = layers_table(bench)
    st.html(
        bar_table(
            table["parameter"].tolist(),
            [
                BarColumn(title, table[column].to_numpy(), [show(x) for x in table[column]], color)
                for column, title, show, color in (
                    ("gradient", "Length of gradient", short_number, CATEGORIES[0]),
                    ("ratio", "Update / weights", _ratio, CATEGORIES[1]),
                )
            ],
            alt="Length of the gradient, and update as a share of the weights, for each layer",
        )
    )
    st.caption(
        "Blue: the length of each layer's gradient. Orange: the length of its update as a share of "
        "the length of its weights. For weights, about 0.1 to 1 % a step is usual, less toward the "
        "end; a network that gets far more cannot settle. Biases begin near 0, so their share is "
        "large at first."
    )


def layers_table(bench: Workbench) -> pd.DataFrame:
    """Measure the gradient and the update of each parameter.

    Parameters
    ----------
    bench : Workbench
        With a step taken.

    Returns
    -------
    DataFrame
        ``parameter``, ``gradient`` (length), ``ratio`` (length of the update divided by
        the length of the weights; not a number where all weights are 0).
    """
    trace = bench.trace
    before, after = trace.values_before, trace.values_after
    rows = []
    for name, gradient in trace.gradients.items():
        size = float(before[name].norm())
        update = float((after[name] - before[name]).norm())
        rows.append((name, float(gradient.norm()), update / size if size else np.nan))
    return pd.DataFrame(rows, columns=["parameter", "gradient", "ratio"])


def show_update(bench: Workbench) -> None:
    """Write the tracked weight's update out as arithmetic."""
    trace = bench.trace
    name, index = tracked_weight(bench)
    weight, gradient = float(trace.values_before[name][index]), float(trace.gradients[name][index])
    lines = explain_update(
        bench.optimizer, weight, gradient, state_of_weight(trace.state_before[name], index)
    )
    st.markdown(f"weight **{weight:.6f}**, gradient g = **{gradient:+.6f}**")
    table = pd.DataFrame(
        {
            "Formula": [line.formula for line in lines],
            "With numbers": [line.numbers for line in lines],
            "Result": [line.result for line in lines],
        },
        index=[line.name for line in lines],
    )
    st.html(plain_table(table, alt="The update as arithmetic"))
    spec = OPTIMIZERS[bench.config.optimizer]
    st.caption(
        f"{spec.title}: {spec.formula}. w: the weight; g: its gradient; rate: the learning rate; "
        f"{spec.letters}."
    )
    new = float(trace.values_after[name][index])
    optimizer = type(bench.optimizer).__name__
    takeaway(
        f"{optimizer} moves it by {short_number(new - weight)}, from {weight:.6f} to "
        f"**{lines[-1].value:.6f}**; the network's own new weight is **{new:.6f}**. The learning "
        f"rate of this step is {short_number(bench.optimizer.param_groups[0]['lr'])}."
    )
