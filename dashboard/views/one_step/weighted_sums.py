"""One number of the network, computed by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st
from torch import nn

from core.inside import WeightedSum, kernel_sum, neuron_sum, weighted_layers
from dashboard.furniture.lesson import takeaway
from dashboard.in_words import fragment
from dashboard.markup.layer_pictures import signed_picture
from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.markup.plain_table import plain_table
from dashboard.views.one_step import batch
from dashboard.views.one_step.workbench import Workbench

# Of a neuron's hundreds of products, so many are written out; the others are summed.
WRITTEN_OUT = 8


@fragment
def show(bench: Workbench) -> None:
    """Let the visitor choose a unit and a place, and add its products up."""
    if not bench.gives_numbers:
        st.caption("There are no numbers to add up: this network's training diverged.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(width=88):
            batch.show_followed(bench)
        with st.container():
            st.markdown(
                "Everything in a step is made of sums of products. Choose a neuron, or a kernel "
                "and its place, and add them up for the image you follow, with the weights before "
                "the update."
            )
    _add_up(bench)
    batch.choose_followed(bench, with_losses=False)


def _add_up(bench: Workbench) -> None:
    layers = weighted_layers(bench.trace.model_before)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Layer", list(layers), key="hand_layer", width=220)
        layer = layers[name]
        received = bench.trace.received[name][bench.image]
        output = bench.trace.outputs[name][bench.image]
        unit = int(
            st.number_input(
                f"{'Kernel' if output.dim() > 1 else 'Neuron'} (0 to {len(output) - 1})",
                0,
                len(output) - 1,
                0,
                key=f"hand_unit_{name}",
                width=150,
            )
        )
        place: tuple[int, ...] = ()
        if output.dim() > 1:
            # Where this kernel says most, there is something to see.
            width = output.shape[2]
            loudest = divmod(int(output[unit].abs().argmax()), width)
            place = tuple(
                int(
                    st.number_input(
                        f"{title} (0 to {size - 1})",
                        0,
                        size - 1,
                        start,
                        key=f"hand_{title}_{name}",
                        width=150,
                    )
                )
                for title, size, start in zip(
                    ("Row", "Column"), output.shape[1:], loudest, strict=True
                )
            )
    if isinstance(layer, nn.Conv2d):
        found = kernel_sum(layer, received, unit, *place)
        _show_kernel(found, len(received))
    else:
        found = neuron_sum(layer, received, unit)
        _show_neuron(found)
    its = float(output[(unit, *place)])
    products = found.products.sum(dtype=np.float64)
    takeaway(
        f"The {found.products.size:,} products sum to {products:.6f}; with the bias "
        f"{found.bias:+.6f} that is **{found.total:.6f}**. The network's own output here is "
        f"**{its:.6f}**."
    )


def _show_kernel(found: WeightedSum, channels: int) -> None:
    channel = 0
    if channels > 1:
        channel = int(
            st.number_input(
                f"Look at channel (0 to {channels - 1})",
                0,
                channels - 1,
                0,
                key="hand_channel",
                width=200,
            )
        )
    grids = {
        "What it looks at": found.values[channel],
        "Its weights": found.weights[channel],
        "Products": found.products[channel],
    }
    st.html(
        picture_strip(
            [
                Frame(title, f"{grid.min():+.3f} to {grid.max():+.3f}", signed_picture(grid))
                for title, grid in grids.items()
            ],
            alt="A patch of the input, the kernel's weights, and their products",
        )
    )
    with st.expander("The numbers"):
        # All in one piece: each element of a page costs the browser some milliseconds.
        st.html(
            "".join(
                plain_table(pd.DataFrame(grid), alt=title, number_format=".3f", caption=title)
                for title, grid in grids.items()
            )
        )
    if channels > 1:
        parts = found.products.reshape(channels, -1).sum(axis=1)
        st.caption(
            "Each channel gives its own sum, and all are added: "
            + ", ".join(f"{part:+.3f}" for part in parts)
        )


def _show_neuron(found: WeightedSum) -> None:
    order = np.argsort(-np.abs(found.products), kind="stable")[:WRITTEN_OUT]
    columns = {
        "Value": found.values[order],
        "Weight": found.weights[order],
        "Product": found.products[order],
    }
    table = pd.DataFrame(columns, index=pd.Index(order, name="Input"))
    st.html(plain_table(table, alt="The largest products", number_format=".5f"))
    rest = found.products.sum(dtype=np.float64) - found.products[order].sum(dtype=np.float64)
    st.caption(
        f"The {len(order)} largest products; the other {found.products.size - len(order):,} sum "
        f"to {rest:+.5f}."
    )
