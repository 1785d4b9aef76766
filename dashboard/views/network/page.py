"""The parts of the Network page in their places."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.engine import OVER
from core.models import build_model, parameter_count, summarize
from dashboard.furniture import run_player
from dashboard.furniture.home_preview import start_button
from dashboard.furniture.lesson import takeaway
from dashboard.settings import network_controls, program
from dashboard.views.network import picture
from dashboard.views.network.choose_image import choose_image
from dashboard.visitor import run_actions
from dashboard.visitor.draft import draft, prepared_config
from dashboard.visitor.images import data_for
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import data_size

BYTES_PER_FLOAT = 4
# So narrow that most of the picture stays in sight.
CONTROLS_PIXELS = 260


def change() -> None:
    """Offer the controls that shape the prepared network, and say what they change."""
    place = st.popover("Change the network", icon=":material/tune:", width="content")
    with place.container(width=CONTROLS_PIXELS):
        network_controls.network()
        program.show_change(draft().config)


def train() -> None:
    """Offer to train the prepared network here and now; the buttons of a run that goes on.

    Here and not in the sidebar, which is closed on a phone.
    """
    current = run_actions.current_run()
    if current is not None and current.job.state not in OVER:
        run_player.buttons(current, icons=False)
        if current.job.live:
            return
    start_button(
        current,
        "Train this network",
        key="train_start",
        start=run_actions.start_prepared,
        help="Start a new network with the settings in preparation, and watch it here.",
    )


def show_picture(run: RunHandle | None, place: DeltaGenerator) -> None:
    """Draw an image on its way through a run's network, or the prepared one as it would start.

    The images to choose from stand in a place of their own.
    """
    config = prepared_config()
    data = data_for(config) if run is None else run.job.run.data
    with place:
        image = choose_image(data)
    with st.container(key="network_picture"):
        if run is None:
            picture.show_start(config, data, image)
        else:
            picture.show_run(run, image)
    st.caption(
        "Squares and maps: what each unit gives; dark is much, and where there are both signs "
        "orange is above 0, blue below. Beside units that look at pixels stand their weights. "
        "Lines: what a unit adds to the next one for this image; solid orange adds, dashed blue "
        "takes away. Point at anything to read its number."
    )


def show_size() -> None:
    """Say how large the prepared network is."""
    config = draft().config
    model = build_model(config)
    count = parameter_count(model)
    outputs = sum(row.activation_bytes for row in summarize(model))
    takeaway(
        f"The network in preparation has **{count:,} parameters** to learn, "
        f"{data_size(count * BYTES_PER_FLOAT)} as float32. One image on its way through takes "
        f"{data_size(outputs)}, a training batch of {config.batch_size} takes "
        f"{data_size(outputs * config.batch_size)} for all layers' outputs, needed again in the "
        "backward pass."
    )
