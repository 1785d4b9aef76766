"""What the network gets wrong at this moment; each image can be followed through the training."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.evaluation import find_images
from dashboard import class_names
from dashboard.furniture.gallery import digit_gallery
from dashboard.furniture.lesson import takeaway
from dashboard.views.inside.moment import Moment
from dashboard.views.inside.view import Player
from dashboard.visitor import lessons, session
from dashboard.wording import percent, percent_of

SHOWN_MISTAKES = 48


def show(moment: Moment) -> None:
    """Show the worst mistakes of this moment; opening one makes it the image looked at."""
    evaluation = moment.network.evaluation("validation")
    rows = find_images(evaluation, order="Largest loss first")
    step = moment.network.step
    if not len(rows):
        st.info(f"At step {step:,} not one validation image is read wrongly.")
        return
    shown, names = rows[:SHOWN_MISTAKES], moment.spec.class_names
    digits, counts = np.unique(evaluation.labels[rows], return_counts=True)
    st.markdown(
        f"**The {len(shown)} largest losses at step {step:,}.** Open an image to follow it."
    )

    def follow(position: int) -> None:
        session.state(Player).wanted_image = int(shown[position])
        lessons.note_image(f"validation image {shown[position]}", is_mistake=True)

    digit_gallery(
        moment.network.data.validation.images[shown],
        [
            f"true {names[evaluation.labels[row]]}, predicted "
            f"{names[evaluation.predictions[row]]}\n"
            f"{percent(evaluation.confidences[row])} sure"
            for row in shown
        ],
        correct=[False] * len(shown),
        alt=f"{len(shown)} validation images that are read wrongly at step {step:,}",
        key="inside_mistakes",
        on_open=follow,
    )
    takeaway(
        f"Read wrongly at step {step:,}: {percent_of(len(rows), len(evaluation.labels))} of the "
        "validation images. Most of them are a true "
        f"**{class_names.in_text(moment.spec, digits[counts.argmax()])}** "
        f"({counts.max():,})."
    )
    st.caption(
        "The image that you open stands above, and *History of one image* shows when it was "
        "learned."
    )
