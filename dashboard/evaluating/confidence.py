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
from core.evaluation.calibration import HIGHEST_TEMPERATURE
from core.nonsense import no_digits
from dashboard.digits import digit_grid
from dashboard.evaluating.judged import Judged
from dashboard.evaluation_figures import bin_sizes_figure, coverage_figure, reliability_figure
from dashboard.lesson import show_source, takeaway
from dashboard.measuring import measured
from dashboard.wording import interval, percent, percent_of


def temperature_of(judged: Judged) -> float:
    """Fit the temperature, on the validation images whatever is looked at."""
    validation = measured(judged.run, judged.examination, "validation")
    return judged.examination.once("temperature", lambda: fit_temperature(validation))


@st.fragment
def show(judged: Judged) -> None:
    """Show the reliability diagram, the threshold, and images without a digit."""
    temperature = temperature_of(judged)
    st.subheader("Is it right as often as it says?", anchor=False)
    figure, words = st.columns([2, 1], gap="large")
    with words:
        st.markdown(
            "Images are sorted by confidence. If the network says 80 %, eight of ten should be "
            "right: then the bars end at the dashed line. Above it is too modest, below too sure."
        )
        scaled = st.toggle(
            f"Divide the logits by {temperature:.2f}"
            + (" (as far as was searched)" if temperature > 0.99 * HIGHEST_TEMPERATURE else ""),
            key="apply_temperature",
            persist_state="session",
            help="The temperature with the smallest loss on the validation images. Above 1 it "
            "makes the network less sure; no prediction changes.",
        )
    shown = with_temperature(judged.evaluation, temperature) if scaled else judged.evaluation
    found = reliability(shown)
    with figure:
        st.altair_chart(
            reliability_figure(found),
            key="reliability",
            alt=f"Reliability diagram of {judged.count:,} {judged.images} images",
        )
        st.altair_chart(
            bin_sizes_figure(found),
            key="bin_sizes",
            alt=f"How many of the {judged.count:,} images each bin has",
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
            f"{judged.count:,} images. The temperature is the one with the smallest loss on the "
            "validation images; that need not make this error smaller too. "
            + (
                "They are the ones shown here, so on new images it may help less."
                if judged.images == "validation"
                else "These test images had no part in it, so they can judge it."
            )
        )
    _no_digits(judged, _threshold(shown))
    show_source(reliability, fit_temperature, answer_only_above)


def _threshold(shown: Evaluation) -> float:
    st.subheader("May it keep silent?", anchor=False)
    figure, words = st.columns([2, 1], gap="large")
    with words:
        threshold = st.slider(
            "Answer from this confidence on, in %",
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


def _no_digits(judged: Judged, threshold: float) -> None:
    st.subheader("And what does it say of no digit at all?", anchor=False)
    images = no_digits()
    together = np.stack(list(images.values()))
    standardization = judged.examination.data.standardization
    said = predict_probabilities(judged.examination.model, together, standardization)
    st.html(
        digit_grid(
            together,
            [
                f"{name}\nread as {row.argmax()}\n{percent(row.max())} sure\n"
                f"entropy {nats:.2f} nats"
                for name, row, nats in zip(images, said, entropy(said), strict=True)
            ],
            side=120,
            alt="Three images without a digit, with what the network reads",
        )
    )
    answered = int((said.max(axis=1) >= threshold).sum())
    st.caption(
        "A threshold helps with close calls between two digits. It does not know what is none: "
        f"from {percent(threshold)} on, the network would answer {answered} of these "
        f"{len(images)}. Draw more of them on Sketch."
    )
