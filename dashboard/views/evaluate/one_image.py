"""One image and everything the network makes of it, over the page."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.inside import has_hidden_layer, last_hidden_layer
from dashboard import class_names
from dashboard.figures.activation import activation_figure
from dashboard.furniture.views import choose_view
from dashboard.in_words import dialog, in_words
from dashboard.markup.bars import probability_bars
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.image import attribution, neighbors
from dashboard.views.image.image_reading import ImageReading
from dashboard.visitor import lessons, session
from dashboard.wording import minus_log, percent

POSITION = "image_position"


def open_image(evaluated: EvaluatedNetwork, rows: np.ndarray, position: int) -> None:
    """Open one of several images over the page; the others are one press away."""
    session.show_in_widget(POSITION, position)
    _dialog(evaluated, rows)


@dialog("One image", width="medium")
def _dialog(evaluated: EvaluatedNetwork, rows: np.ndarray) -> None:
    position = session.widget_value(POSITION)
    with st.container(horizontal=True, vertical_alignment="center"):
        # Around the ends, because a button that goes dead would take the keyboard with it.
        for title, key, icon, other in (
            ("Previous", "image_previous", "chevron_left", position - 1),
            ("Next", "image_next", "chevron_right", position + 1),
        ):
            st.button(
                title,
                key=key,
                icon=f":material/{icon}:",
                on_click=in_words(session.show_in_widget),
                args=(POSITION, other % len(rows)),
            )
        st.markdown(f"**{position + 1:,} of {len(rows):,}**")
    show_image(evaluated, int(rows[position]))


def show_image(evaluated: EvaluatedNetwork, row: int) -> None:
    """Show an image with its probabilities and loss, then the closer look that is chosen."""
    evaluation, spec = evaluated.evaluation, evaluated.spec
    names = spec.class_names
    probabilities, label = evaluation.probabilities[row], int(evaluation.labels[row])
    image, prediction = evaluated.split.images[row], int(evaluation.predictions[row])
    lessons.note_image(f"{evaluated.images} image {row}", is_mistake=prediction != label)
    with st.container(horizontal=True, gap="large"):
        with st.container(width=190):
            st.html(
                digit_grid(
                    image[None],
                    [
                        f"true {names[label]}, predicted {names[prediction]}\n{evaluated.images} "
                        f"image {row:,}"
                    ],
                    correct=[label == prediction],
                    side=168,
                    alt=f"A {names[label]}, read as {names[prediction]}",
                )
            )
        with st.container(width=300):
            st.html(
                probability_bars(
                    probabilities, alt="Probabilities of this image", label=label, names=names
                )
            )
    given = float(probabilities[label])
    loss = float(evaluation.losses[row])
    st.markdown(
        f"Its loss is **{minus_log(given, loss)} = {loss:.3f} nats**: minus the logarithm of the "
        f"{percent(given)} that the true {spec.noun} got. The mean over all is "
        f"{evaluation.loss:.3f} nats."
    )
    reading = ImageReading(evaluated.run, evaluated.network, image, probabilities)
    views = {
        "Last hidden layer": lambda: _activations(reading),
        f"Nearest training {spec.nouns}": lambda: neighbors.show(reading, "this image"),
        "Which pixels mattered": lambda: attribution.show(reading),
    }
    view = choose_view(views, key="image_view", label="Look closer")
    views[view]()


def _activations(reading: ImageReading) -> None:
    if not has_hidden_layer(reading.model):
        st.caption("This network has no hidden layer: its logits come straight from the pixels.")
        return
    activations = last_hidden_layer(reading.model, reading.image[None], reading.standardization)[0]
    zeros = int((activations == 0).sum())
    st.altair_chart(
        activation_figure(activations),
        key="image_activations",
        alt=f"The {len(activations):,} activations from which the logits are computed",
    )
    st.caption(
        f"The {len(activations):,} numbers from which the {class_names.how_many(reading.spec)} "
        f"logits are computed; {zeros:,} of them are 0."
    )
