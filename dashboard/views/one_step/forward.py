"""Forward and loss: from pixels to logits, to probabilities, to one number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.data import DIGIT_NAMES
from dashboard import class_names
from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import probability_bars
from dashboard.markup.layer_pictures import layer_pictures
from dashboard.markup.plain_table import plain_table
from dashboard.views.one_step.look_for import look_for
from dashboard.views.one_step.workbench import Workbench
from dashboard.wording import minus_log


def show_layers(bench: Workbench) -> None:
    """Show one layer at a time: what it gets and what it gives for the followed image."""
    layers = dict(bench.trace.model_before.named_modules())
    outputs = bench.trace.outputs
    name = st.pills(
        "Layer",
        list(outputs),
        default=next(iter(outputs)),
        key="bench_layer",
        persist_state="session",
        required=True,
        format_func=lambda one: f"{one} ({type(layers[one]).__name__})",
    )
    received = bench.trace.received[name][bench.image].cpu().numpy()
    output = outputs[name][bench.image].cpu().numpy()
    unit = int(output.reshape(len(output), -1).max(axis=1).argmax())
    st.markdown(look_for(layers[name], received, output, unit))
    batch = len(bench.rows)
    for place, title, values in zip(
        st.columns(2, gap="medium"), ("It gets", "It gives"), (received, output), strict=True
    ):
        shape = " x ".join(str(size) for size in (batch, *values.shape))
        with place:
            st.html(
                layer_pictures(
                    {title: values},
                    {title: f"{shape} · {values.min():.2f} to {values.max():.2f}"},
                )
            )
    st.caption(
        "White is the smallest value of a picture, black the largest; the range stands above it. "
        f"The first number of each shape, {batch}, is the batch; drawn is the image you follow."
    )


def softmax_table(
    logits: np.ndarray, names: Sequence[str] = DIGIT_NAMES, noun: str = "digit"
) -> pd.DataFrame:
    """Write softmax out: logits, their exponentials, the shares of the sum.

    Parameters
    ----------
    logits : float array of shape (classes,)
        Of one image.
    names : sequence of str
        What the classes are called.
    noun : str
        What images show, in a word.

    Returns
    -------
    DataFrame
        One row for each class. The largest logit is subtracted first: the shares stay,
        and no exponential is too large for a number.
    """
    shifted = logits.astype(np.float64) - logits.max()
    exponentials = np.exp(shifted)
    return pd.DataFrame(
        {
            noun.capitalize(): names if tuple(names) != DIGIT_NAMES else range(len(logits)),
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
    spec = bench.config.spec
    table = softmax_table(logits, spec.class_names, spec.noun)
    numbers, bars = st.columns([3, 2], gap="medium")
    with numbers:
        st.html(
            plain_table(table, alt="Softmax written out", number_format=".4f", index=False),
        )
        st.caption(f"The exponentials sum to {table['exp(z - largest)'].sum():.4f}.")
    with bars:
        st.html(
            probability_bars(
                table["Softmax"].to_numpy(),
                alt="Softmax of this image",
                label=label,
                names=spec.class_names,
            )
        )
    given = table["Softmax"][label]
    losses = trace.losses.cpu().numpy()
    sum_of_losses = float(losses.sum(dtype=np.float64))
    loss = float(losses[bench.image])
    takeaway(
        f"The true {spec.noun} is **{class_names.in_text(spec, label)}** and got {given:.5g}. "
        f"Its loss: {minus_log(given, loss)} = "
        f"**{loss:.4f} nats**. The batch's loss is the mean of its {len(losses)}: "
        f"{sum_of_losses:.4f} / {len(losses)} = **{trace.report.loss:.4f} nats**."
    )
