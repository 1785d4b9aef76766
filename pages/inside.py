"""Inside: what a network has become, at any moment of its life."""

import streamlit as st

from dashboard import my_runs, player, session
from dashboard.inside import (
    embedding,
    feature_maps,
    life,
    mistakes,
    over_training,
    weights,
    without,
)
from dashboard.inside.player import choose_moment
from dashboard.lesson import begin_lesson, explain, next_step

VIEWS = {
    "Weights": weights.show,
    "Over training": over_training.show,
    "Feature maps": feature_maps.show,
    "Its life": life.show,
    "Mistakes": mistakes.show,
    "Switch off": without.show,
    "Map of digits": embedding.show,
}
# Where nothing depends on a single image.
WITHOUT_IMAGE = ("Weights", "Over training", "Map of digits")
# What may take seconds.
LONG = ("Over training", "Map of digits")

begin_lesson("Inside", question="What has the network become, at any moment of its life?")
run = my_runs.choose_run("inside_run")
if run is None:
    player.train_first("There is no trained network yet. The quick one takes seconds.")
    st.stop()
view = st.segmented_control(
    "Look at",
    list(VIEWS),
    default="Weights",
    required=True,
    key="inside_view",
    persist_state="session",
    label_visibility="collapsed",
)


def look() -> None:
    """Draw everything that moves along the slider."""
    VIEWS[view](choose_moment(run, with_image=view not in WITHOUT_IMAGE))


playing = session.visitor().playing
if playing or view not in LONG:
    st.fragment(look, run_every=1.0 if playing else None)()
else:
    look()  # Only what is no fragment can be ended by a click on Cancel.
explain(
    "activation",
    "convolution",
    "gradient",
    "confusion matrix",
    "parameter",
    "PCA",
    "ReLU",
    "standard deviation",
    "step",
    "t-SNE",
    "validation images",
)
next_step("sketch", "Next: does it read your handwriting?")
