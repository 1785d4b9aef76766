"""Pages of images, each of which opens."""

from __future__ import annotations

import numpy as np
import streamlit as st

from dashboard.furniture.gallery import digit_gallery
from dashboard.views.evaluate.evaluated_network import EvaluatedNetwork
from dashboard.views.evaluate.one_image import open_image
from dashboard.wording import percent

PER_PAGE = 48
ANY = "any"
# Two of them fit beside each other in a narrow column.
MENU_PIXELS = 145


def digit_or_any(title: str, key: str) -> int | None:
    """Let the visitor choose a digit, or any."""
    found = st.selectbox(title, [ANY, *range(10)], key=key, width=MENU_PIXELS)
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
    evaluation = evaluated.evaluation
    st.caption(
        f"{len(rows):,} of {evaluated.count:,} {evaluated.images} images; {len(shown)} of them "
        "here. Open one to see why."
    )
    opened = digit_gallery(
        evaluated.split.images[shown],
        [
            f"true {evaluation.labels[row]}, predicted {evaluation.predictions[row]}\n"
            f"{percent(evaluation.confidences[row])} sure"
            for row in shown
        ],
        correct=evaluation.is_correct[shown],
        alt=f"{len(shown)} {evaluated.images} images with their true digit and their prediction",
        key=f"{key}_wall",
    )
    if opened is not None:
        open_image(evaluated, rows, first + opened)
