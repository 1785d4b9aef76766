"""Inside: what a network has become, at any moment of its training."""

import streamlit as st

from dashboard.furniture import run_player
from dashboard.furniture.lesson import begin_lesson, explain, next_step
from dashboard.furniture.views import choose_view
from dashboard.views.inside import page
from dashboard.visitor import run_actions

begin_lesson("inside")
run = run_actions.choose_run("inside_run")
if run is None:
    run_player.train_first("There is no trained network yet. The quick one takes seconds.")
    st.stop()
view = choose_view(page.VIEWS, key="inside_view", in_address=True)
page.show(run, page.VIEWS[view])
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
