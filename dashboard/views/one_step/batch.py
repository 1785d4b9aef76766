"""The batch of the step, and the image of it that is followed."""

from __future__ import annotations

import streamlit as st

from dashboard.furniture.gallery import digit_gallery
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.one_step.workbench import Workbench


def show_followed(bench: Workbench) -> None:
    """Show the followed image with its digit."""
    label = bench.config.spec.class_names[int(bench.trace.labels[bench.image])]
    image = bench.split.images[bench.rows[bench.image]]
    st.html(
        digit_grid(
            image[None], [f"followed: {label}"], alt=f"The followed image, a {label}", side=72
        )
    )


def choose_followed(bench: Workbench, *, with_losses: bool) -> None:
    """Show the batch as buttons; the one that is opened is followed from then on."""
    spec = bench.config.spec
    labels = [spec.class_names[label] for label in bench.trace.labels.tolist()]
    losses = bench.trace.losses.abs().tolist()
    shown = [f"\n{loss:.2f} nats" if with_losses else "" for loss in losses]
    st.markdown(
        "**The batch**"
        + (", with each image's loss before the update" if with_losses else "")
        + ". Open an image to follow it."
    )
    digit_gallery(
        bench.split.images[bench.rows],
        [
            f"{'followed: ' if place == bench.image else ''}{label}{loss}"
            for place, (label, loss) in enumerate(zip(labels, shown, strict=True))
        ],
        alt=f"The batch: {len(labels)} training images with their {spec.noun}",
        side=56,
        key="bench_batch",
        on_open=bench.follow,
    )
