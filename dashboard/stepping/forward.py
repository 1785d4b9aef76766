"""Forward and loss: from pixels to logits, to probabilities, to one number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.bars import probability_bars
from dashboard.lesson import takeaway
from dashboard.maps import layer_picture
from dashboard.workbench import Workbench


def show_layers(bench: Workbench) -> None:
    """Show what every layer gives for the chosen image, with its shape."""
    st.caption(
        "White is the smallest value of a layer, black the largest; the range stands beside it. "
        f"The first number of each shape, {len(bench.rows)}, is the batch."
    )
    layers = dict(bench.slow.model_before.named_modules())
    for name, output in bench.slow.outputs.items():
        mine = output[bench.image].cpu().numpy()
        st.markdown(
            f"**{name}** · {type(layers[name]).__name__} · {tuple(output.shape)} · "
            f"{mine.min():.2f} to {mine.max():.2f}"
        )
        st.html(layer_picture(mine, alt=f"What the layer {name} gives for this image"))


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
    slow = bench.slow
    logits = slow.logits[bench.image].cpu().numpy()
    label = int(slow.labels[bench.image])
    table = softmax_table(logits)
    numbers, bars = st.columns([3, 2], gap="medium")
    with numbers:
        st.dataframe(
            table,
            hide_index=True,
            height="content",
            key="softmax",
            column_config={
                name: st.column_config.NumberColumn(format="%.4f") for name in table.columns[1:]
            },
        )
        st.caption(f"The exponentials sum to {table['exp(z - largest)'].sum():.4f}.")
    with bars:
        st.html(
            probability_bars(table["Softmax"].to_numpy(), alt="Softmax of this image", label=label)
        )
    given = table["Softmax"][label]
    losses = slow.losses.cpu().numpy()
    sum_of_losses = float(losses.sum(dtype=np.float64))
    takeaway(
        f"The true digit is **{label}** and got {given:.5g}. Its loss: -ln {given:.5g} = "
        f"**{losses[bench.image]:.4f} nats**. The batch's loss is the mean of its {len(losses)}: "
        f"{sum_of_losses:.4f} / {len(losses)} = **{slow.report.loss:.4f} nats**."
    )
