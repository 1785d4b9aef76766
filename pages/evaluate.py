"""Evaluate: how good the network is, and the images it gets wrong."""

import numpy as np
import streamlit as st

from core.evaluation import (
    MISTAKE_ORDERS,
    confusion_matrix,
    evaluate,
    find_mistakes,
    scores_per_digit,
)
from dashboard import session
from dashboard.confusion import confusion_figure
from dashboard.digits import digit_grid
from dashboard.lesson import begin_lesson, explain, next_step, show_source, takeaway
from dashboard.measuring import measured
from dashboard.wording import percent, percent_of

PER_PAGE = 48
ANY = "any"

begin_lesson("Evaluate", question="How good is it, and where does it fail?")
run = session.choose_run("evaluate_run")
if run is None:
    st.info(
        "There is no trained network yet. Train one first: the quick one takes seconds.",
        icon=":material/info:",
    )
    next_step("home", "Train a network on Home")
    st.stop()

training = run.job.run
st.caption(f"{run.title}, on the {len(training.data.test):,} test images")
step, evaluation = measured(run)
if step < training.step or run.job.live:
    st.caption(
        f"Measured at step {step:,}; the training goes on (step {training.step:,} of "
        f"{training.total_steps:,})."
    )
    st.button("Measure again", on_click=run.measure_again)
elif step == 0:
    st.caption("This network has not learned anything yet: step 0.")

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

count = len(evaluation.labels)
matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
off_diagonal = matrix.copy()
off_diagonal[range(10), range(10)] = 0
true, predicted = divmod(int(off_diagonal.argmax()), 10)

with st.container(horizontal=True):
    st.metric(
        "Test accuracy",
        percent(evaluation.accuracy),
        help="The share of test images whose most probable digit is the true one.",
        border=True,
        width=220,
    )
    st.metric("Right", f"{evaluation.correct:,} of {count:,}", border=True, width=280)
    st.metric(
        "Mean test loss",
        f"{evaluation.loss:.3f} nats",
        help="Cross-entropy, the mean over all test images. Guessing gives 2.303.",
        border=True,
        width=220,
    )

st.subheader("Confusion matrix", anchor=False)
figure, words = st.columns([2, 1], gap="large")
with figure:
    st.altair_chart(
        confusion_figure(matrix),
        key="confusion_matrix",
        alt=f"Confusion matrix over {count:,} test images: {evaluation.correct:,} lie on the "
        "diagonal and are right",
    )
with words:
    st.markdown(
        "Row: the true digit. Column: what the network said. The diagonal is right; everything "
        "beside it is a mistake. The number is how many images."
    )
    if off_diagonal.any():
        takeaway(
            f"{percent_of(evaluation.correct, count)} right. The most frequent mistake: "
            f"**{matrix[true, predicted]:,}** images with the true digit **{true}** were read as "
            f"**{predicted}**."
        )
    else:
        takeaway(f"{percent_of(evaluation.correct, count)} right: not a single mistake.")

st.subheader("Digit by digit", anchor=False)
scores = scores_per_digit(matrix)
st.dataframe(
    {
        "Digit": [score.digit for score in scores],
        "Precision": [score.precision * 100 for score in scores],
        "Recall": [score.recall * 100 for score in scores],
        "F1": [score.f1 * 100 for score in scores],
        "Images": [score.support for score in scores],
    },
    hide_index=True,
    height="content",
    column_config={
        name: st.column_config.NumberColumn(format="%.1f %%")
        for name in ("Precision", "Recall", "F1")
    }
    | {"Images": st.column_config.NumberColumn(format="localized")},
)

st.subheader("What it gets wrong", anchor=False)
with st.container(horizontal=True):
    order = st.selectbox("Order", list(MISTAKE_ORDERS), key="mistake_order", width=220)
    label = st.selectbox("True digit", [ANY, *range(10)], key="mistake_label", width=140)
    said = st.selectbox("Prediction", [ANY, *range(10)], key="mistake_prediction", width=140)
mistakes = find_mistakes(
    evaluation,
    order=order,
    label=None if label == ANY else label,
    prediction=None if said == ANY else said,
)
if not len(mistakes):
    st.info("No mistake of this kind.", icon=":material/check:")
else:
    pages = -(-len(mistakes) // PER_PAGE)
    page = st.pagination(pages, key="mistake_page") if pages > 1 else 1
    shown = mistakes[(page - 1) * PER_PAGE : page * PER_PAGE]
    st.caption(f"{len(mistakes):,} of {count:,} test images; {len(shown)} of them here.")
    st.html(
        digit_grid(
            training.data.test.images[shown],
            [
                f"is {evaluation.labels[row]}, said {evaluation.predictions[row]}\n"
                f"{percent(evaluation.confidences[row])} sure"
                for row in shown
            ],
            correct=[False] * len(shown),
            side=80,
            alt=f"{len(shown)} test images that the network reads wrongly",
        )
    )

show_source(evaluate, confusion_matrix, scores_per_digit)
explain(
    "accuracy",
    "confidence",
    "confusion matrix",
    "cross-entropy",
    "F1",
    "precision",
    "recall",
    "test images",
)
next_step("sketch", "Next: does it read your handwriting?")
