"""Inside: what a network has become, at any moment of its life."""

import streamlit as st

from dashboard.furniture import run_player
from dashboard.furniture.lesson import begin_lesson, explain, next_step
from dashboard.views.inside import (
    ablation,
    embedding,
    feature_maps,
    history,
    mistakes,
    over_training,
    weights,
)
from dashboard.views.inside.player import choose_moment
from dashboard.views.inside.reading import read_first, read_neighbors, read_validation, takes_long
from dashboard.views.inside.view import View
from dashboard.visitor import run_actions, session

VIEWS = {
    "Weights": View(weights.show),
    "Over training": View(over_training.show, may_take_seconds=lambda: True),
    "Feature maps": View(feature_maps.show, looks_at_image=True, read=feature_maps.find_dead_units),
    "History of one image": View(history.show, looks_at_image=True, read=read_validation),
    "Mistakes": View(mistakes.show, looks_at_image=True, read=read_validation),
    "Ablation: switch a unit off": View(ablation.show, looks_at_image=True, read=read_validation),
    "Map of digits": View(
        embedding.show,
        read=embedding.place_by_pca,
        may_take_seconds=embedding.may_take_seconds,
    ),
}

begin_lesson("Inside", question="What has the network become, at any moment of its life?")
run = run_actions.choose_run("inside_run")
if run is None:
    run_player.train_first("There is no trained network yet. The quick one takes seconds.")
    st.stop()
view = VIEWS[
    st.segmented_control(
        "Look at",
        list(VIEWS),
        default="Weights",
        required=True,
        key="inside_view",
        persist_state="session",
        label_visibility="collapsed",
    )
]


def look() -> None:
    """Draw everything that moves along the slider, then read what is beside it."""
    moment = choose_moment(run, with_image=view.looks_at_image)
    if view.read is None:
        view.show(moment)
    elif read_first(moment, view.read):
        view.show(moment)
        read_neighbors(moment, view.read)


playing = session.visitor().playing
slow = view.may_take_seconds() or (view.read is not None and takes_long(run))
if playing or not slow:
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
