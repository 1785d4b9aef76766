"""Evaluate: how good the network is, and the images behind every number."""

import numpy as np
import streamlit as st

from core.data.own import OwnSets
from core.evaluation import Vault
from dashboard.furniture import run_player
from dashboard.furniture.lesson import begin_lesson, explain, next_step
from dashboard.furniture.progress import evaluated_on
from dashboard.furniture.views import choose_view
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.views.evaluate import (
    confidence,
    labels,
    matrix,
    mistakes,
    own_choice,
    robustness,
    sealed,
    take_home,
)
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.one_answer import same_answer
from dashboard.visitor import run_actions, session
from dashboard.visitor.network_copy import OWN
from dashboard.wording import interval, percent

VIEWS = {
    "Confusion matrix": matrix.show,
    "Mistakes": mistakes.show,
    "Is the label right?": labels.show,
    "Confidence": confidence.show,
    "Robustness": robustness.show,
    "The vault": sealed.show,
    "Report": take_home.show,
}
SETS = {"validation": "Validation images", "test": "Test images", OWN: "Your own set"}

begin_lesson("evaluate")
with st.container(horizontal=True, vertical_alignment="bottom"):
    run = run_actions.choose_run("evaluate_run")
    if run is not None:
        images = st.segmented_control(
            "Measured on",
            [name for name in SETS if name != OWN or own_choice.has_images_for(run)],
            default="validation",
            required=True,
            key="evaluate_images",
            persist_state="session",
            format_func=SETS.__getitem__,
            help="Choose networks and settings by the validation images. The test images are "
            "sealed: they are for the network that you have chosen, once. Your own set, from "
            "Collect, is a test from elsewhere.",
        )
if run is None:
    run_player.train_first("There is no trained network yet. The quick one takes seconds.")
    st.stop()

if run.job.live and run.network is None:
    run_player.while_live(run, run_player.progress)
    st.info("This run is still training. It will be evaluated here when it finishes.")
    if not st.button("Measure it as it is now", key="measure_now"):
        st.stop()

training, network = run.job.run, run.copy_network()
step = network.step
if step < training.step or run.job.live:
    st.caption(
        f"{plain(run.title)}. Measured at step {step:,}; the training goes on (step "
        f"{training.step:,} of {training.total_steps:,})."
    )
    st.button("Measure again", on_click=in_words(run.copy_network_again))
elif step == 0 and not run.beside_its_settings:
    st.caption(f"{plain(run.title)}. This network has not learned anything yet: step 0.")
elif step == 0:
    st.caption(f"{plain(run.title)}. It has taken no step of its own training yet.")

if images == "test" and sealed.show_seal(run, network):
    next_step("sketch", "Next: does it read your handwriting?")
    st.stop()
evaluation = evaluated_on(run, network, images)
evaluated = EvaluatedNetwork(
    run, network, images, evaluation, session.state(Vault), session.state(OwnSets)
)
if not np.isfinite(evaluation.loss):
    st.error(
        "The training of this network diverged: its outputs are no numbers any more, so there is "
        "nothing to measure. Train explains at which step that happened. Choose a smaller "
        "learning rate there and train again.",
        title="No result",
        icon=":material/trending_up:",
    )
    next_step("train", "Back to Train")
    st.stop()

# With MNIST the validation images are those that were kept apart when it was trained.
if images == "validation" and run.config.dataset == "pen" and run_actions.is_shipped(run, "reader"):
    st.info(
        "The shipped reader has learned from most of these digits. Only the test images were "
        "never shown to it, so only they tell how well it reads.",
        icon=":material/info:",
    )
if images == OWN:
    own_choice.say_what_it_means(run)
if words := same_answer(evaluation, evaluated.spec.class_names):
    st.warning(words, icon=":material/warning:")
# Small, in one row: on every view the view itself comes first.
with st.container(horizontal=True, key="evaluate_score"):
    st.metric(
        f"{images.capitalize()} accuracy",
        percent(evaluation.accuracy),
        help=f"The share of {images} images whose most probable {evaluated.spec.noun} is the "
        "true one.",
        width="content",
        delta=interval(evaluation.correct, evaluated.count),
        delta_color="off",
        delta_arrow="off",
    )
    st.metric("Right", f"{evaluation.correct:,} of {evaluated.count:,}", width="content")
    st.metric(
        f"Mean {images} loss",
        f"{evaluation.loss:.3f}",
        help=f"Lower is better. Cross-entropy in nats, the mean over all {images} images. "
        f"Guessing gives {np.log(evaluated.spec.classes):.3f}.",
        width="content",
    )
    st.metric("Steps taken", f"{step:,}", width="content")

view = choose_view(VIEWS, key="evaluate_view", in_address=True)
VIEWS[view](evaluated)

explain(
    "accuracy",
    "attribution",
    "calibration",
    "confidence",
    "confident learning",
    "confusion matrix",
    "cross-entropy",
    "entropy",
    "F1",
    "interval",
    "logits",
    "margin",
    "nat",
    "precision",
    "recall",
    "temperature",
    "test images",
    "validation images",
)
next_step("sketch", "Next: does it read your handwriting?")
