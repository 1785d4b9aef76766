"""Forward and loss: from pixels to logits, to probabilities, to one number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import probability_bars
from dashboard.markup.layer_pictures import layer_pictures
from dashboard.markup.plain_table import plain_table
from dashboard.views.one_step.workbench import Workbench
from dashboard.wording import minus_log


def show_layers(bench: Workbench) -> None:
    """Show what every layer gives for the chosen image, with its shape."""
    st.caption(
        "White is the smallest value of a layer, black the largest; the range stands beside it. "
        f"The first number of each shape, {len(bench.rows)}, is the batch."
    )
    layers = dict(bench.trace.model_before.named_modules())
    outputs = bench.trace.outputs
    mine = {name: output[bench.image].cpu().numpy() for name, output in outputs.items()}
    words = {
        name: f"{type(layers[name]).__name__} · {tuple(outputs[name].shape)} · "
        f"{output.min():.2f} to {output.max():.2f}"
        for name, output in mine.items()
    }
    st.html(layer_pictures(mine, words))


def softmax_table(logits: np.ndarray) -> pd.DataFrame:
    """Write softmax out: logits, their exponentials, the shares of the sum.

    Parameters
    ----------
    logits : float array of shape (10,)
        Of one image.

    Returns
    -------
    DataFrame
        One row for each digit. The largest logit is subtracted first: the shares stay,
        and no exponential is too large for a number.
    """
    shifted = logits.astype(np.float64) - logits.max()
    exponentials = np.exp(shifted)
    return pd.DataFrame(
        {
            "Digit": range(len(logits)),
            "Logit z": logits.astype(np.float64),
            "exp(z - largest)": exponentials,
            "Softmax": exponentials / exponentials.sum(),
        }
    )


def show_loss(bench: Workbench) -> None:
    """Write out softmax and cross-entropy of the chosen image, then the batch's mean."""
    trace = bench.trace
    logits = trace.logits[bench.image].cpu().numpy()
    label = int(trace.labels[bench.image])
    table = softmax_table(logits)
    numbers, bars = st.columns([3, 2], gap="medium")
    with numbers:
        st.html(
            plain_table(table, alt="Softmax written out", number_format=".4f", index=False),
        )
        st.caption(f"The exponentials sum to {table['exp(z - largest)'].sum():.4f}.")
    with bars:
        st.html(
            probability_bars(table["Softmax"].to_numpy(), alt="Softmax of this image", label=label)
        )
    given = table["Softmax"][label]
    losses = trace.losses.cpu().numpy()
    sum_of_losses = float(losses.sum(dtype=np.float64))
    loss = float(losses[bench.image])
    takeaway(
        f"The true digit is **{label}** and got {given:.5g}. Its loss: {minus_log(given, loss)} = "
        f"**{loss:.4f} nats**. The batch's loss is the mean of its {len(losses)}: "
        f"{sum_of_losses:.4f} / {len(losses)} = **{trace.report.loss:.4f} nats**."
    )
