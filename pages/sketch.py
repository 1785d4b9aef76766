"""Sketch: draw a digit, see how the network reads it, and look into the reading."""

import html

import numpy as np
import streamlit as st

from core.data import DEFAULT_DATASET, dataset_spec, to_model_input
from core.errors import EmptySketchError
from core.evaluation import entropy
from core.recipes import RECIPES
from core.sketch import prepare_sketch
from dashboard import class_names
from dashboard.furniture import run_player
from dashboard.furniture.lesson import begin_lesson, explain, show_source, takeaway
from dashboard.furniture.views import choose_view
from dashboard.markup.bars import probability_bars
from dashboard.markup.digit_grid import digit_grid
from dashboard.plain_text import plain
from dashboard.settings import sharing
from dashboard.views.image import attribution
from dashboard.views.sketch import (
    doubt,
    honesty,
    other_hands,
    others,
    own,
    several,
    stages,
    typical,
)
from dashboard.views.sketch.paper import choose_source, take_sketch
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.visitor import challenges, lessons, run_actions
from dashboard.wording import percent

WORTH_SAYING = 0.001
VIEWS = {
    "Every stage": stages.show,
    "How typical it is": typical.show,
    "Which pixels mattered": attribution.show,
    "Other networks": others.show,
    "Other people's hands": other_hands.show,
    "Your own digits": own.show,
    "No digit at all": honesty.show,
}

begin_lesson("sketch")
# One place for all that comes and goes: a canvas that moves starts anew, without its drawing.
with st.container():
    run = run_actions.choose_run("sketch_run")
    if run is None:
        run_player.train_first(
            "There is no trained network yet to read your digit. The quick one takes seconds. You "
            "can draw already."
        )
    elif run.job.live:
        run_player.while_live(run, run_player.progress)

with st.container(horizontal=True, vertical_alignment="bottom"):
    source = choose_source()
    sharing.show_phone_link()
with st.container(horizontal=True, gap="medium"):
    paper = st.container(width=300, key="sketch_paper")
    answer = st.container(width=270)
    seen = st.container(width=184)
with paper:
    sketch = take_sketch(source)

prepared = None
if sketch.pixels is not None:
    try:
        prepared = prepare_sketch(sketch.pixels)
    except EmptySketchError as empty:
        with paper:
            st.caption(plain(empty))
readings: list[SketchReading] = []
if run is not None and sketch.pixels is not None and prepared is not None:
    readings = SketchReading.of_each(run, sketch.pixels, prepared, sketch.picture)
is_answer = bool(readings) and all(reading.is_answer for reading in readings)

if is_answer:
    lessons.note_drawings(readings, is_own=source != "Example")
    challenges.note_drawings(readings, is_own=source != "Example")

reading = readings[0] if readings else None
with seen:
    st.markdown("**What it sees**")
    closer = st.container()
    if prepared is not None and is_answer:
        reading = several.choose_one(prepared.ink, readings)
spec = dataset_spec(DEFAULT_DATASET) if run is None else run.config.spec
image = np.zeros((28, 28), np.uint8) if prepared is None else prepared.centered
if reading is not None:
    image = reading.image
with closer:
    st.html(
        digit_grid(
            image[None],
            ["28 x 28 pixels"],
            side=168,
            alt="Still empty: here your drawing appears as the network sees it"
            if prepared is None
            else "Your drawing as the 28 x 28 pixels that the network sees",
        )
    )

with answer:
    st.markdown("**The network reads**")
    with st.container(key="sketch_prediction"):
        digits = several.answer_of(readings) if is_answer else "?"
        size = "" if len(digits) <= several.MAX_LARGE_LETTERS else " lab-prediction-name"
        st.html(f'<div class="lab-prediction{size}">{html.escape(digits)}</div>')
    st.html(
        probability_bars(
            reading.probabilities if reading is not None and is_answer else None,
            alt=f"The probabilities of the {class_names.how_many(spec)} {spec.nouns} for your "
            "drawing",
            names=spec.class_names,
        )
    )

if not spec.shows_digits:
    st.caption(
        f"This run has learned {spec.nouns} of {plain(spec.title)}, so draw one of those: whatever "
        "you draw, it names one of them."
    )
if sketch.picture is not None:
    doubt.show(readings)
if readings and not is_answer:
    st.error(
        "This network cannot answer: the numbers it gives are no numbers any more, because its "
        "training diverged. Choose another run, or train again with a smaller learning rate.",
        title="No answer",
        icon=":material/trending_up:",
    )
if run is not None and reading is not None and is_answer:
    if len(readings) > 1:
        takeaway(several.in_words(readings))
    else:
        probabilities = reading.probabilities
        first, second = probabilities.argsort()[::-1][:2]
        words = (
            f"It says **{class_names.in_text(spec, first)}** with {percent(probabilities[first])}"
        )
        if probabilities[second] >= WORTH_SAYING:
            words += (
                f", then {class_names.in_text(spec, second)} with {percent(probabilities[second])}"
            )
        takeaway(
            f"{words}; entropy {entropy(probabilities):.3f} nats. The "
            f"{class_names.how_many(spec)} always sum to 100 %, "
            "for a scribble too: high confidence is not proof."
        )
    if run.job.live:
        st.caption("The training goes on meanwhile; draw again for the network's newest opinion.")
    elif spec.shows_digits and not (
        run_actions.is_shipped(run, "reader")
        or run.config.augmentation == RECIPES["robust"].config.augmentation
    ):
        run_player.suggest_robust()
    st.subheader("Under the microscope", anchor=False)
    view = choose_view(VIEWS, key="sketch_view", in_address=True)
    VIEWS[view](reading)

verb = "will run" if reading is None else "ran"
show_source(prepare_sketch, to_model_input, label=f"The code that {verb}")
explain(
    "attribution",
    "confidence",
    "entropy",
    "logits",
    "nat",
    "softmax",
    "standardization",
    "training images",
    "validation images",
)
