"""Home: train a first network, then see what it can do."""

import math

import streamlit as st

from core.recipes import RECIPES
from core.training import training_size
from dashboard.furniture import home_preview, run_player
from dashboard.furniture.lesson import explain, link, takeaway
from dashboard.furniture.live_curves import empty_curves, live_run
from dashboard.visitor import run_actions
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import duration, percent_of

QUICK = RECIPES["quick"].config

home_preview.introduction()
run = run_actions.current_run()

with st.container(horizontal=True, vertical_alignment="center"):
    home_preview.train_button(run)
    if run is not None:
        run_player.buttons(run)

picture, path = st.columns([2, 1], gap="large")


def what_was_seen(run: RunHandle) -> None:
    """Sum up a run in words, as soon as there is something to say."""
    live_run(run)
    training = run.job.run
    if training.epochs:
        end, count = training.epochs[-1], len(training.data.validation)
        right = round(end.validation_accuracy * count)
        seconds = sum(epoch.seconds for epoch in training.epochs)
        looks = end.epoch * training_size(training.data, run.config)
        takeaway(
            f"After {duration(seconds)} and {looks:,} looks at training images, the network reads "
            f"{percent_of(right, count)} validation images that it never learned from. Guessing "
            "would give 10 %."
        )


with picture:
    if run is None:
        home_preview.nothing_yet()
        empty_curves(QUICK.epochs * math.ceil(QUICK.train_size / QUICK.batch_size))
    else:
        run_player.while_live(run, what_was_seen)

with path:
    st.markdown("**Next**")
    run_player.robust_button()
    st.caption("Before you draw: this one reads other people's handwriting best.")
    link("sketch", "Now draw a digit", icon="draw", disabled=run is None)
    link("evaluate", "See what it gets wrong", icon="fact_check", disabled=run is None)
    st.markdown("**The path through the lab**")
    for page, label, idea in [
        ("data", "Data", "What do the images look like, and what does the network get?"),
        ("network", "Network", "What is between the pixels and the ten answers?"),
        ("one_step", "One step", "What does a single step of the training do?"),
        ("train", "Train", "What does each setting do to the learning?"),
        ("evaluate", "Evaluate", "How good is it, and where does it fail?"),
        ("inside", "Inside", "What has it become, at any moment of its life?"),
        ("compare", "Compare", "Which setting is better, and is that more than noise?"),
        ("sketch", "Sketch", "Does it read your handwriting?"),
    ]:
        link(page, label)
        st.caption(idea)
    explain("accuracy", "chance", "cross-entropy", "epoch", "step", "validation images")
