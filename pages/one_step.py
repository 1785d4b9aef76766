"""One step: what a single training step does, line by line and number by number."""

import streamlit as st

from core.inside import explain_update, trace_step
from core.training import take_step
from dashboard.furniture.lesson import begin_lesson, explain, next_step, show_source
from dashboard.furniture.views import choose_view
from dashboard.views.one_step import weighted_sums
from dashboard.views.one_step.choose_network import choose_network
from dashboard.views.one_step.walk import walk

LINES, SUMS = "Line by line", "By hand"

begin_lesson("one_step")
with st.container(horizontal=True, vertical_alignment="bottom"):
    bench, run = choose_network()
    view = choose_view([LINES, SUMS], key="one_step_view", in_address=True)
if view == LINES:
    walk(bench, run)
else:
    weighted_sums.show(bench)

show_source(take_step, type(bench.optimizer), trace_step, explain_update)
explain(
    "batch",
    "convolution",
    "cross-entropy",
    "gradient",
    "gradient norm",
    "learning rate",
    "logits",
    "loss",
    "moment",
    "momentum",
    "nat",
    "optimizer",
    "parameter",
    "ReLU",
    "softmax",
    "step",
    "training images",
    "weight decay",
)
next_step("train", "Next: thousands of such steps")
