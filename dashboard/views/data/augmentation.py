"""What augmentation does to one image: thirty versions, and each thing it changes alone."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch

from core.data import AUGMENTATIONS, Augmentation, DigitData
from core.data.knobs import Knob
from core.plain_numbers import short_number
from core.seeding import torch_generator
from dashboard.in_words import in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.plain_text import plain
from dashboard.visitor.draft import draft, keep_in_draft

VERSIONS, STEPS = 30, 5
KNOB_PIXELS = 400
DRAWN, KIND = "augmentation_drawn", "augmentation_kind"


def versions(image: np.ndarray, augmentation: Augmentation, drawn: int) -> np.ndarray:
    """Change one image (28, 28) as thirty epochs would: uint8 of shape (30, 28, 28)."""
    images = torch.from_numpy(image.copy()).repeat(VERSIONS, 1, 1)
    return augmentation.apply(images, torch_generator(drawn, "augmentation preview")).numpy()


def steps_of(image: np.ndarray, knob: Knob) -> tuple[np.ndarray, np.ndarray]:
    """Change one thing from its lowest to its highest: images (5, 28, 28), values (5,)."""
    values = knob.steps(STEPS)
    images = torch.from_numpy(image.copy()).repeat(STEPS, 1, 1)
    return knob.apply(images, values).numpy(), values.numpy()


def _draw_others() -> None:
    st.session_state[DRAWN] = st.session_state.get(DRAWN, 0) + 1


def _use_it() -> None:
    keep_in_draft(augmentation=st.session_state[KIND])


def show(data: DigitData) -> None:
    """Let the visitor choose an image and a kind of change, and look at both."""
    kinds = {key: found for key, found in AUGMENTATIONS.items() if found.knobs}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Augmentation",
            list(kinds),
            format_func=lambda key: kinds[key].title,
            default=list(kinds)[-1],
            required=True,
            key=KIND,
        )
        row = st.slider("Training image", 0, len(data.train) - 1, key="augmented_row", width=320)
    augmentation, image = kinds[kind], data.train.images[row]
    label = data.class_names[data.train.labels[row]]
    st.markdown(f"**Label {plain(label)}, as thirty epochs would show it.** The label stays.")
    changed = versions(image, augmentation, st.session_state.get(DRAWN, 0))
    alt = f"Thirty changed versions of an image with the label {label}"
    st.html(digit_grid(changed, [""] * VERSIONS, alt=alt, side=56))
    is_used = draft().config.augmentation == kind
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Draw others",
            key="augmentation_again",
            on_click=in_words(_draw_others),
            icon=":material/casino:",
        )
        st.button(
            "Use it in the next run",
            key="augmentation_use",
            on_click=in_words(_use_it),
            disabled=is_used,
        )
        if is_used:
            st.caption("The next run uses it.")
    with st.container(horizontal=True):
        for knob in augmentation.knobs:
            with st.container(width=KNOB_PIXELS, gap="xsmall"):
                _show_knob(image, knob)
    st.caption(
        "Each alone, from its smallest to its largest value. Training draws one value of each for "
        "every image in every epoch. Validation and test images are never changed."
    )


def _show_knob(image: np.ndarray, knob: Knob) -> None:
    st.markdown(f"**{knob.title}** ({knob.unit})")
    images, values = steps_of(image, knob)
    captions = [short_number(float(value)) for value in values]
    alt = f"{knob.title}: {', '.join(captions)} {knob.unit}"
    st.html(digit_grid(images, captions, alt=alt, side=56))
