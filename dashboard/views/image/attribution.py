"""Which pixels moved the decision, beside the same map of an untrained network."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.inside import ATTRIBUTIONS, attribute, map_correlation
from core.models import build_model
from dashboard import class_names
from dashboard.figures.palette import NEGATIVE, POSITIVE, rgb
from dashboard.furniture.lesson import takeaway
from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.views.image.image_reading import ImageReading

FAINTEST = 60


def attribution_picture(contributions: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Lay a map over the digit it belongs to.

    Parameters
    ----------
    contributions : float array of shape (28, 28)
        From :func:`core.inside.attribute`.
    image : uint8 array of shape (28, 28)
        0 is paper, 255 is ink; drawn below in light gray.

    Returns
    -------
    uint8 array of shape (28, 28, 3)
        Vermilion where a pixel spoke for the digit, blue where against, the stronger
        the more; the largest of either sign is full color.
    """
    below = 255 - image[..., None] * (FAINTEST / 255)
    strength = np.abs(contributions)[..., None] / (np.abs(contributions).max() or 1.0)
    above = np.where(contributions[..., None] > 0, rgb(POSITIVE), rgb(NEGATIVE))
    return (below * (1 - strength) + above * strength).round().astype(np.uint8)


def show(reading: ImageReading) -> None:
    """Show both maps with their ranges, and how alike they are."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        method = st.segmented_control(
            "Method",
            list(ATTRIBUTIONS),
            default="integrated_gradients",
            required=True,
            key="attribution_method",
            persist_state="session",
            format_func=lambda name: ATTRIBUTIONS[name].title,
        )
        spec = reading.spec
        digit = st.selectbox(
            f"What speaks for the {spec.noun}",
            range(spec.classes),
            index=reading.prediction,
            format_func=lambda one: spec.class_names[one],
            # The network's own answer is offered anew for each other answer.
            key=f"attribution_digit_{reading.prediction}",
            width=200,
        )
    image = reading.image
    untrained = build_model(reading.run.config)
    with st.spinner("Asking about every pixel", show_time=False):
        learned, random = (
            attribute(model, image, reading.standardization, digit, method)
            for model in (reading.model, untrained)
        )
    st.html(
        picture_strip(
            [
                Frame(title, f"{contributions.min():+.2f} to {contributions.max():+.2f}", picture)
                for title, contributions in (("Trained", learned), ("Untrained", random))
                for picture in [attribution_picture(contributions, image)]
            ],
            alt=f"Maps of the pixels that speak for and against {spec.class_names[digit]}: "
            "trained and untrained",
            side=224,
        )
    )
    st.caption(
        f"Orange speaks for {class_names.in_text(spec, digit)}, blue against, in units of its "
        "logit; the range stands below "
        f"each map. {ATTRIBUTIONS[method].idea}"
    )
    alike = map_correlation(learned, random)
    takeaway(
        f"The two maps correlate with **{alike:+.2f}**. The untrained network is this one before "
        "its first step: it knows nothing. A map that looks the same for both explains nothing."
    )
