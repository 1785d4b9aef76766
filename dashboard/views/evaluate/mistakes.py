"""The images that a network gets wrong, or only just right."""

from __future__ import annotations

import streamlit as st

from core.evaluation import IMAGE_KINDS, IMAGE_ORDERS, find_images
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.in_words import fragment
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.wall import class_or_any, show_images
from dashboard.wording import percent

MEANINGS = (
    "Confidence: the largest probability. Loss: minus the logarithm of the true {noun}'s. Margin: "
    "how far the first answer lies before the second."
)


@fragment
def show(evaluated: EvaluatedNetwork) -> None:
    """Show a wall of images, chosen and ordered by the visitor."""
    spec = evaluated.spec
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox("Show", list(IMAGE_KINDS), key="image_kind", width=190)
        order = st.selectbox(
            "Order",
            list(IMAGE_ORDERS),
            key="image_order",
            width=220,
            help=MEANINGS.format(noun=spec.noun),
        )
        label = class_or_any(f"True {spec.noun}", "image_label", spec)
        prediction = class_or_any("Prediction", "image_prediction", spec)
    evaluation = evaluated.evaluation
    rows = find_images(evaluation, kind=kind, order=order, label=label, prediction=prediction)
    show_images(evaluated, rows, "mistakes")
    wrong = ~evaluation.is_correct
    if wrong.any():
        takeaway(
            f"Where it is wrong it is still {percent(evaluation.confidences[wrong].mean())} sure "
            f"on average; where it is right, "
            f"{percent(evaluation.confidences[evaluation.is_correct].mean())}."
            if evaluation.is_correct.any()
            else "Not one image is read right."
        )
    show_source(find_images)
