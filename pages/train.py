"""Train: every setting, and what it does to the learning, live."""

import streamlit as st

from core.models import MODELS
from core.optimization import OPTIMIZERS
from core.training import take_step, train
from dashboard.furniture import run_player
from dashboard.furniture.home_preview import start_button
from dashboard.furniture.lesson import begin_lesson, explain, link, next_step, show_source
from dashboard.settings import program, sharing, training_controls
from dashboard.views.train import next_run, prediction, run_picture
from dashboard.visitor import run_actions
from dashboard.visitor.draft import draft

begin_lesson("train")
run = run_actions.current_run()

with st.container(horizontal=True, vertical_alignment="bottom"):
    training_controls.recipe()
    start_button(
        run,
        "Train",
        key="train_start",
        start=prediction.start,
        help="Start a new network with these settings. A paused training ends; it stays "
        "among your runs.",
    )
    run_player.buttons(run)

next_run.show(run)
run_picture.show(run)

with st.container(horizontal=True, vertical_alignment="center"):
    sharing.show_link(draft().config, key="share")
    link(
        "network", f"Change the network: {MODELS[draft().config.model].title}", icon="account_tree"
    )
program.show_change(draft().config)
program.show_twin(draft().config)
optimizer = OPTIMIZERS[(run.config if run else draft().config).optimizer]
verb = "ran" if run else "will run"
show_source(take_step, optimizer.optimizer_class, train, label=f"The code that {verb}")
explain(
    "accuracy",
    "Adam",
    "augmentation",
    "batch",
    "chance",
    "cross-entropy",
    "dropout",
    "epoch",
    "gradient",
    "gradient norm",
    "learning rate",
    "loss",
    "momentum",
    "nat",
    "optimizer",
    "overfitting",
    "schedule",
    "seed",
    "SGD",
    "step",
    "training images",
    "validation images",
    "weight decay",
)
next_step("evaluate", "Next: how good is it, and where does it fail?")
