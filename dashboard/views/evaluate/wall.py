"""Pages of images, each of which opens."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.data import DatasetSpec
from dashboard.furniture.gallery import digit_gallery
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.one_image import open_image
from dashboard.visitor import session
from dashboard.wording import percent

PER_PAGE = 48
ANY = "any"
# Two of them fit beside each other in a narrow column.
MENU_PIXELS = 145


def class_or_any(title: str, key: str, spec: DatasetSpec) -> int | None:
    """Let the visitor choose a class, or any."""
    if not session.is_new_widget(key) and session.widget_value(key) not in (
        ANY,
        *range(spec.classes),
    ):
        session.show_in_widget(key, ANY)  # Another run has fewer classes.
    found = st.selectbox(
        title,
        [ANY, *range(spec.classes)],
        key=key,
        width=MENU_PIXELS,
        format_func=lambda one: one if one == ANY else spec.class_names[one],
    )
    return None if found == ANY else found


def show_images(evaluated: EvaluatedNetwork, rows: np.ndarray, key: str) -> None:
    """Show images of the measured set, some at a time; a click opens one.

    Parameters
    ----------
    evaluated : EvaluatedNetwork
        The network and what it said.
    rows : int64 array of shape (k,)
        Positions in the measured set, in the order wanted.
    key : str
        Streamlit's name of this wall.
    """
    if not len(rows):
        st.info("There is no such image.", icon=":material/check:")
        return
    pages = -(-len(rows) // PER_PAGE)
    page = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    first = (page - 1) * PER_PAGE
    shown = rows[first : first + PER_PAGE]
    evaluation, spec = evaluated.evaluation, evaluated.spec
    st.caption(
        f"{len(rows):,} of {evaluated.count:,} {evaluated.images} images; {len(shown)} of them "
        "here. Open one to see why."
    )
    opened = digit_gallery(
        evaluated.split.images[shown],
        [
            f"true {spec.class_names[evaluation.labels[row]]}, "
            f"predicted {spec.class_names[evaluation.predictions[row]]}\n"
            f"{percent(evaluation.confidences[row])} sure"
            for row in shown
        ],
        correct=evaluation.is_correct[shown],
        alt=f"{len(shown)} {evaluated.images} images with their true {spec.noun} and their "
        "prediction",
        key=f"{key}_wall",
    )
    if opened is not None:
        open_image(evaluated, rows, first + opened)
