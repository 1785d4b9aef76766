"""One step: what a single training step does, line by line and number by number."""

import streamlit as st

from core.inside import explain_update, trace_step
from core.training import take_step
from dashboard.furniture.lesson import begin_lesson, explain, next_step, show_source
from dashboard.in_words import in_words
from dashboard.views.one_step import weighted_sums
from dashboard.views.one_step.walk import walk
from dashboard.views.one_step.workbench import workbench
from dashboard.visitor import run_actions, session

FRESH = "A fresh network"

begin_lesson("one_step")
me = session.visitor()
runs = {run.number: run for run in reversed(me.runs)}
number = st.selectbox(
    "Network",
    [*runs, FRESH],
    key="bench_source",
    persist_state="session",
    on_change=in_words(run_actions.leave_old_runs_to_the_disk),
    width=360,
    format_func=lambda chosen: chosen if isinstance(chosen, str) else runs[chosen].title,
    help="A copy of it is taken apart here. The run itself never changes.",
)
run = runs[number] if isinstance(number, int) else None
bench = workbench(run)
walk(bench, run)

st.subheader("By hand", anchor=False)
st.markdown(
    "Everything above is made of sums of products. Choose a neuron, or a kernel and its place, and "
    "add them up for the image you follow, with the weights before the update."
)
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
    "momentum",
    "nat",
    "parameter",
    "moment",
    "ReLU",
    "softmax",
    "step",
    "weight decay",
)
next_step("train", "Next: thousands of such steps")
