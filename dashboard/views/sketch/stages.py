"""Every stage between the pen and the network, and what each is good for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.data import to_model_input
from core.sketch import STAGES, SketchStages, prepare_sketch
from core.sketch.stroke_width import Strokes
from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import probability_bars
from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.markup.pictures import ink_picture
from dashboard.markup.plain_table import plain_table
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.wording import percent

NAMES = {
    "crop": "cutting out",
    "thickness": "stroke thickness",
    "fit": "fitting into 20 x 20",
    "center": "centering",
}


def _size(image: np.ndarray) -> str:
    return f"{image.shape[1]} x {image.shape[0]}"


def _share_of_side(ink: np.ndarray) -> str:
    return f"{100 * Strokes(ink).thickness / max(ink.shape):.0f} %"


def _frames(reading: SketchReading, stages: SketchStages, without: list[str]) -> list[Frame]:
    numbers = to_model_input(stages.centered[None], reading.standardization)[0, 0].numpy()
    return [
        Frame("1 Drawing", _size(reading.pixels), reading.pixels),
        Frame("2 Ink", "paper 0, ink 255", ink_picture(stages.ink)),
        Frame("3 Cut out", _size(stages.crop), ink_picture(stages.crop), "crop" in without),
        Frame(
            "4 Thickness",
            f"{_share_of_side(stages.crop)} of the side,\nnow {_share_of_side(stages.thickened)}",
            ink_picture(stages.thickened),
            "thickness" in without,
        ),
        Frame("5 Fitted", _size(stages.fitted), ink_picture(stages.fitted), "fit" in without),
        Frame(
            "6 Centered", _size(stages.centered), ink_picture(stages.centered), "center" in without
        ),
        Frame(
            "7 Standardized",
            f"{numbers.min():.2f} to {numbers.max():.2f}",
            ink_picture(stages.centered),
        ),
    ]


def show(reading: SketchReading) -> None:
    """Show the strip, the switches, and what the network says with and without."""
    running = st.pills(
        "Stages that run",
        STAGES,
        selection_mode="multi",
        default=STAGES,
        key="sketch_stages",
        persist_state="session",
        format_func=lambda stage: NAMES[stage].capitalize(),
        help="Switch a stage off and see what it was good for.",
    )
    without = [stage for stage in STAGES if stage not in running]
    switched = prepare_sketch(reading.pixels, without=without) if without else reading.stages
    st.html(
        picture_strip(
            _frames(reading, switched, without),
            alt="Your sketch in seven stages, from the drawing to the network's numbers",
            side=100,
        )
    )
    probabilities = reading.read(switched.centered[None])[0]
    whole, changed = st.columns(2, gap="large")
    with whole:
        st.markdown("**With every stage**")
        st.html(probability_bars(reading.probabilities, alt="Probabilities with every stage"))
    with changed:
        st.markdown("**As switched**")
        st.html(probability_bars(probabilities, alt="Probabilities with the stages as switched"))
    digit, other = reading.prediction, int(probabilities.argmax())
    if without:
        missing = " and ".join(NAMES[stage] for stage in without)
        takeaway(
            f"Without {missing}: **{other}** with {percent(probabilities[other])}. With every "
            f"stage: **{digit}** with {percent(reading.probabilities[digit])}."
        )
        return
    alone = reading.read(
        np.stack([prepare_sketch(reading.pixels, without=[stage]).centered for stage in STAGES])
    )
    answers = [*alone, reading.probabilities]
    table = pd.DataFrame(
        {
            "Left out": [*(NAMES[stage] for stage in STAGES), "nothing"],
            "It reads": [int(row.argmax()) for row in answers],
            "Probability": [percent(row.max()) for row in answers],
        }
    )
    st.markdown("One stage left out at a time:")
    st.html(plain_table(table, alt="What the network reads without each stage", index=False))
    if (alone.argmax(axis=1) == digit).all():
        st.caption(
            "This sketch is read the same way without any one of them. Try a small digit in a "
            "corner, or a very thin or thick brush."
        )
