"""Sketch: draw a digit, and see how the network reads it."""

import numpy as np
import streamlit as st

from core.data import to_model_input
from core.errors import EmptySketchError
from core.evaluation import predict_probabilities
from core.sketch import prepare_sketch
from dashboard import session
from dashboard.bars import probability_bars
from dashboard.canvas import draw_digit
from dashboard.digits import digit_grid
from dashboard.lesson import begin_lesson, explain, next_step, show_source, takeaway
from dashboard.wording import percent

WORTH_SAYING = 0.001

begin_lesson("Sketch", question="Does it read your handwriting?")
run = session.choose_run("sketch_run")
if run is None:
    st.info(
        "There is no trained network yet to read your digit. Train one first: the quick one "
        "takes seconds. You can draw already.",
        icon=":material/info:",
    )
    next_step("home", "Train a network on Home")

with st.container(horizontal=True, gap="medium"):
    paper = st.container(width=300)
    answer = st.container(width=270)
    seen = st.container(width=184)
with paper:
    st.markdown("**Your drawing**")
    pixels = draw_digit()

stages = probabilities = None
if pixels is not None:
    try:
        stages = prepare_sketch(pixels)
    except EmptySketchError as empty:
        with paper:
            st.caption(str(empty))
if run is not None and stages is not None:
    standardization = run.job.run.data.standardization
    probabilities = predict_probabilities(
        run.job.run.copy_model(), stages.centered[None], standardization
    )[0]

with answer:
    st.markdown("**The network reads**")
    with st.container(key="sketch_prediction"):
        digit = "?" if probabilities is None else probabilities.argmax()
        st.html(f'<div style="font-size:5.5rem;line-height:1;font-weight:700">{digit}</div>')
    st.html(
        probability_bars(probabilities, alt="The probabilities of the ten digits for your drawing")
    )

with seen:
    st.markdown("**What it sees**")
    if stages is None:
        st.html(
            digit_grid(
                np.zeros((1, 28, 28), np.uint8),
                ["28 x 28 pixels"],
                side=168,
                alt="Still empty: here your drawing appears as the network sees it",
            )
        )
    else:
        st.html(
            digit_grid(
                stages.centered[None],
                ["28 x 28 pixels"],
                side=168,
                alt="Your drawing as the 28 x 28 pixels that the network sees",
            )
        )
        st.caption(
            f"Cut out ({stages.crop.shape[1]} x {stages.crop.shape[0]} canvas pixels), strokes "
            "made as thick as in MNIST where they were not, resized to "
            f"{stages.fitted.shape[1]} x {stages.fitted.shape[0]}, and moved so that its center "
            "of mass is in the middle, as MNIST's digits are."
        )

if probabilities is not None:
    first, second = probabilities.argsort()[::-1][:2]
    said = f"It says **{first}** with {percent(probabilities[first])}"
    if probabilities[second] >= WORTH_SAYING:
        said += f", then {second} with {percent(probabilities[second])}"
    takeaway(
        f"{said}. The ten always sum to 100 %, for a scribble too: high confidence is not proof."
    )
    if run.job.live:
        st.caption("The training goes on meanwhile; draw again for the network's newest opinion.")

verb = "will run" if probabilities is None else "ran"
show_source(prepare_sketch, to_model_input, label=f"The code that {verb}")
explain("confidence", "logits", "softmax", "standardization")
