"""The views of the Inside page, and how one of them is drawn at a moment."""

from __future__ import annotations

import streamlit as st
import torch

from core.evaluation import predict_logits
from dashboard.in_words import fragment
from dashboard.views.inside import (
    ablation,
    embedding,
    feature_maps,
    history,
    mistakes,
    over_training,
    weights,
)
from dashboard.views.inside.moment import Moment
from dashboard.views.inside.player import choose_moment
from dashboard.views.inside.reading import (
    read_first,
    read_neighbors,
    read_validation,
    takes_long,
)
from dashboard.views.inside.view import Player, View
from dashboard.visitor import session
from dashboard.visitor.run_handle import RunHandle

VIEWS = {
    "Weights": View(weights.show, looks_at_image=True),
    "Over training": View(over_training.show, may_take_seconds=lambda: True),
    "Feature maps": View(feature_maps.show, looks_at_image=True, read=feature_maps.find_dead_units),
    "History of one image": View(history.show, looks_at_image=True, read=read_validation),
    "Mistakes": View(mistakes.show, looks_at_image=True, read=read_validation),
    "Ablation: switch a unit off": View(ablation.show, looks_at_image=True, read=read_validation),
    "Map of digits": View(
        embedding.show, read=embedding.place_by_pca, may_take_seconds=embedding.may_take_seconds
    ),
}
# At least four moments a second are seen where a look takes less; see benchmarks/clicks.py.
SECONDS_BETWEEN_MOMENTS = 0.2


def show(run: RunHandle, view: View) -> None:
    """Draw a view; as a fragment of the page wherever nothing in it takes long."""
    playing = session.state(Player).playing
    slow = view.may_take_seconds() or (view.read is not None and takes_long(run))
    if playing or not slow:
        again = SECONDS_BETWEEN_MOMENTS if playing else None
        fragment(_look, run_every=again)(run, view)
    else:
        _look(run, view)  # Only what is no fragment can be ended by a click on Cancel.


def gives_numbers(moment: Moment) -> bool:
    """Tell whether the network of a moment answers the chosen image with finite numbers."""
    logits = predict_logits(moment.model, moment.image[None], moment.standardization)
    return bool(torch.isfinite(logits).all())


def _look(run: RunHandle, view: View) -> None:
    """Draw everything that moves along the slider, then read what is beside it."""
    moment = choose_moment(run, with_image=view.looks_at_image)
    if not gives_numbers(moment):
        st.error(
            f"At step {moment.network.step:,} this network's outputs are no numbers: its weights "
            "have grown too large to calculate with, so there is nothing to look at. Choose an "
            "earlier moment, or train again with a smaller learning rate.",
            title="No numbers",
            icon=":material/trending_up:",
        )
        return
    if view.read is None:
        view.show(moment)
    elif read_first(moment, view.read):
        view.show(moment)
        read_neighbors(moment, view.read)
