"""Whether the network knows what it does not know."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.evaluation import (
    Evaluation,
    answer_only_above,
    entropy,
    fit_temperature,
    predict_probabilities,
    reliability,
    with_temperature,
)
from core.evaluation.calibration import MAX_TEMPERATURE
from core.sketch.non_digits import non_digit_images
from dashboard.figures.coverage import coverage_figure
from dashboard.figures.reliability import bin_sizes_figure, reliability_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.progress import evaluated_on
from dashboard.in_words import fragment
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.wording import interval, percent, percent_of


def temperature_of(evaluated: EvaluatedNetwork) -> float:
    """Fit the temperature, on the validation images whatever is looked at."""
    validation = evaluated_on(evaluated.run, evaluated.network, "validation")
    return evaluated.network.once("temperature", lambda: fit_temperature(validation))


@fragment
def show(evaluated: EvaluatedNetwork) -> None:
    """Show the reliability diagram, the threshold, and images without a digit."""
    temperature = temperature_of(evaluated)
    st.subheader("Is its confidence justified?", anchor=False)
    figure, words = st.columns([2, 1], gap="large")
    with words:
        st.markdown(
            "Images are sorted by confidence. If the network says 80 %, eight of ten should be "
            "right: then the bars end at the dashed line. Above the line: underconfident; below: "
            "overconfident."
        )
        scaled = st.toggle(
            f"Divide the logits by {temperature:.2f}"
            + (" (as far as was searched)" if temperature > 0.99 * MAX_TEMPERATURE else ""),
            key="apply_temperature",
            persist_state="session",
            help="The temperature with the smallest loss on the validation images. Above 1 it "
            "makes the network less sure; no prediction changes.",
        )
    shown = with_temperature(evaluated.evaluation, temperature) if scaled else evaluated.evaluation
    found = reliability(shown)
    with figure:
        st.altair_chart(
            reliability_figure(found),
            key="reliability",
            alt=f"Reliability diagram of {evaluated.count:,} {evaluated.images} images",
        )
        st.altair_chart(
            bin_sizes_figure(found),
            key="bin_sizes",
            alt=f"How many of the {evaluated.count:,} images each bin has",
        )
        st.caption("Blue: accuracy, with 95 % intervals. Dashed: perfectly honest.")
    with words:
        error = found.expected_calibration_error
        takeaway(
            f"Mean confidence {percent(shown.confidences.mean(dtype=np.float64))}, accuracy "
            f"{percent(shown.accuracy)}. Expected calibration error: **{100 * error:.1f} points**; "
            f"mean loss {shown.loss:.3f} nats."
        )
        st.caption(
            "The calibration error is the distance between bar and line, as a mean over the "
            f"{evaluated.count:,} images. The temperature is the one with the smallest loss on the "
            "validation images; that need not make this error smaller too. "
            + (
                "They are the ones shown here, so on new images it may help less."
                if evaluated.images == "validation"
                else "These test images had no part in it, so they can judge it."
            )
        )
    _non_digits(evaluated, _threshold(shown))
    show_source(reliability, fit_temperature, answer_only_above)


def _threshold(shown: Evaluation) -> float:
    st.subheader("What if it may say 'I don't know'?", anchor=False)
    figure, words = st.columns([2, 1], gap="large")
    with words:
        threshold = st.slider(
            "Answer only above this confidence (%)",
            0,
            100,
            90,
            key="threshold",
            persist_state="session",
        )
        found = answer_only_above(shown, threshold / 100)
        if found.answered:
            takeaway(
                f"It answers {percent_of(found.answered, found.count)} and is right in "
                f"{percent_of(found.correct, found.answered)}, "
                f"{interval(found.correct, found.answered)}. Without the threshold: "
                f"{percent_of(shown.correct, found.count)}."
            )
        else:
            takeaway("It answers nothing at all.")
        st.caption(
            f"Left to a human: {found.count - found.answered:,}. The higher the threshold, the "
            "more."
        )
    with figure:
        st.altair_chart(
            coverage_figure(shown, threshold / 100),
            key="coverage",
            alt=f"Coverage and accuracy over the threshold; now {threshold} %",
        )
    return threshold / 100


def _non_digits(evaluated: EvaluatedNetwork, threshold: float) -> None:
    noun, names = evaluated.spec.noun, evaluated.spec.class_names
    st.subheader(f"And what does it say of no {noun} at all?", anchor=False)
    images = non_digit_images()
    together = np.stack(list(images.values()))
    standardization = evaluated.network.data.standardization
    probabilities = predict_probabilities(evaluated.network.model, together, standardization)
    st.html(
        digit_grid(
            together,
            [
                f"{name}\nread as {names[row.argmax()]}\n{percent(row.max())} sure\n"
                f"entropy {nats:.2f} nats"
                for name, row, nats in zip(
                    images, probabilities, entropy(probabilities), strict=True
                )
            ],
            side=120,
            alt=f"Three images without a {noun}, with what the network reads",
        )
    )
    answered = int((probabilities.max(axis=1) >= threshold).sum())
    st.caption(
        f"A threshold helps with close calls between two {evaluated.spec.nouns}. It cannot tell "
        f"that something is no {noun}: from {percent(threshold)} on, the network would answer "
        f"{answered} of these "
        f"{len(images)}. Draw more of them on Sketch."
    )
