"""What every layer gives for the chosen image, and which units never speak."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.inside import dead_units, layer_outputs
from core.progress import OnProgress, no_progress
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.markup.layer_pictures import layer_pictures
from dashboard.markup.plain_table import plain_table
from dashboard.views.inside.moment import Moment
from dashboard.visitor.network_copy import NetworkCopy

# Enough images to call a unit dead, and read in a moment.
DEAD_UNIT_IMAGES = 1_000


def show(moment: Moment) -> None:
    """Show all layers, each on its own scale or all on one, then the dead units."""
    outputs = layer_outputs(moment.model, moment.image, moment.standardization)
    shared = st.toggle(
        "One scale for all layers",
        key="shared_scale",
        persist_state="session",
        help="Shows which layers speak loudly. Otherwise each layer has its own scale.",
    )
    low = min(float(output.min()) for output in outputs.values())
    high = max(float(output.max()) for output in outputs.values())
    st.caption(
        f"White is {low:.2f}, black {high:.2f}, in every layer."
        if shared
        else "White is the smallest value of a layer, black the largest; they stand beside it."
    )
    st.html(
        layer_pictures(
            outputs,
            {name: _words(moment, name, output) for name, output in outputs.items()},
            scale=(low, high) if shared else None,
        )
    )
    _dead_units(moment)


def _words(moment: Moment, name: str, output: np.ndarray) -> str:
    """Say what kind of layer it is, its shape and its range."""
    kind = type(moment.model.get_submodule(name)).__name__
    off = " (off outside training)" if kind == "Dropout" else ""
    shape = " x ".join(str(size) for size in output.shape)
    return f"{kind}{off} · {shape} · {output.min():.2f} to {output.max():.2f}"


def find_dead_units(
    network: NetworkCopy, on_progress: OnProgress = no_progress
) -> dict[str, np.ndarray]:
    """Look for units that never speak, once for this moment."""
    data = network.data
    images = data.validation.images[:DEAD_UNIT_IMAGES]
    return network.once(
        "dead units", lambda: dead_units(network.model, images, data.standardization)
    )


def _dead_units(moment: Moment) -> None:
    found = find_dead_units(moment.network)
    asked = min(DEAD_UNIT_IMAGES, len(moment.network.data.validation))
    st.markdown("**Dead units**")
    table = pd.DataFrame(
        {
            "Layer": list(found),
            "Units": [len(dead) for dead in found.values()],
            "Dead": [int(dead.sum()) for dead in found.values()],
            "Which": [
                ", ".join(str(unit) for unit in np.flatnonzero(dead)[:12])
                for dead in found.values()
            ],
        }
    )
    st.html(plain_table(table, alt="Dead units of each layer", index=False))
    st.caption("Units are counted from 0; feature maps lie in rows of eight.")
    takeaway(
        f"A unit is dead when it gives the same for all of {asked:,} validation images. "
        "Pixels at the border are constant too. After a ReLU a dead unit gives 0 for ever, "
        "and no gradient reaches it. Too large a learning rate kills many at once."
    )
    show_source(layer_outputs, dead_units)
