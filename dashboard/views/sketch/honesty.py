"""What a network says of things that are no digits."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from core.data import CLASSES
from core.evaluation import entropy
from core.sketch.non_digits import non_digit_images
from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import probability_bars
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.wording import percent

MAX_ENTROPY_NATS = math.log(CLASSES)


def show(reading: SketchReading) -> None:
    """Show the sketch beside three images without a digit, with confidence and entropy."""
    images = {"Your sketch": reading.image} | non_digit_images()
    probabilities = reading.read(np.stack(list(images.values())))
    undecided = entropy(probabilities)
    with st.container(horizontal=True, gap="small"):
        for (name, image), row, nats in zip(images.items(), probabilities, undecided, strict=True):
            with st.container(width=184):
                st.html(
                    digit_grid(
                        image[None],
                        [f"{name}\nread as {row.argmax()}, {percent(row.max())} sure"],
                        side=168,
                        alt=name,
                    )
                )
                st.html(probability_bars(row, alt=f"Probabilities for: {name}"))
                st.caption(f"Entropy {nats:.3f} of at most {MAX_ENTROPY_NATS:.3f} nats")
    surest = int(probabilities[1:].max(axis=1).argmax()) + 1
    name = list(images)[surest]
    takeaway(
        f"{name} is no digit, and is read as **{probabilities[surest].argmax()}** with "
        f"{percent(probabilities[surest].max())}. Softmax shares 100 % out among ten digits; it "
        'has no place for "none of them". Entropy says how spread the shares are: 0 when one '
        "digit has all, 2.303 nats when all have the same. Neither can tell that there is no digit."
    )
