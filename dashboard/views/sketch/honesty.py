"""What a network says of things that are no digits."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from core.evaluation import entropy
from core.sketch.non_digits import non_digit_images
from dashboard import class_names
from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import probability_bars
from dashboard.markup.digit_grid import digit_grid
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.wording import percent


def show(reading: SketchReading) -> None:
    """Show the sketch beside three images of nothing, with confidence and entropy."""
    spec, largest = reading.spec, math.log(reading.spec.classes)
    images = {"Your sketch": reading.image} | non_digit_images()
    probabilities = reading.read(np.stack(list(images.values())))
    undecided = entropy(probabilities)
    with st.container(horizontal=True, gap="small"):
        for (name, image), row, nats in zip(images.items(), probabilities, undecided, strict=True):
            with st.container(width=184):
                st.html(
                    digit_grid(
                        image[None],
                        [
                            f"{name}\nread as {spec.class_names[row.argmax()]}, "
                            f"{percent(row.max())} sure"
                        ],
                        side=168,
                        alt=name,
                    )
                )
                st.html(
                    probability_bars(row, alt=f"Probabilities for: {name}", names=spec.class_names)
                )
                st.caption(f"Entropy {nats:.3f} of at most {largest:.3f} nats")
    surest = int(probabilities[1:].max(axis=1).argmax()) + 1
    name = list(images)[surest]
    takeaway(
        f"{name} is no {spec.noun}, and is read as "
        f"**{class_names.in_text(spec, probabilities[surest].argmax())}** with "
        f"{percent(probabilities[surest].max())}. Softmax shares 100 % out among "
        f"{class_names.how_many(spec)} {spec.nouns}; it "
        'has no place for "none of them". Entropy says how spread the shares are: 0 when one '
        f"{spec.noun} has all, {largest:.3f} nats when all have the same. Neither can tell that "
        f"there is no {spec.noun}."
    )
