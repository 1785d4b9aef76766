"""Every stage between the pen and the network, and what each is good for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.data import to_model_input
from core.errors import EmptySketchError, PictureError
from core.sketch import (
    PICTURE_STAGES,
    STAGES,
    PictureStages,
    SketchStages,
    find_digit,
    prepare_sketch,
)
from core.sketch.stroke_width import Strokes
from dashboard import class_names
from dashboard.furniture.lesson import takeaway
from dashboard.markup.bars import probability_bars
from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.markup.pictures import ink_picture
from dashboard.markup.plain_table import plain_table
from dashboard.plain_text import plain
from dashboard.views.sketch.sketch_reading import SketchReading
from dashboard.wording import percent

NAMES = {
    "sheet": "cutting out the sheet",
    "light": "even light",
    "lines": "taking lines away",
    "rest": "taking other ink away",
    "crop": "cutting out",
    "thickness": "stroke thickness",
    "fit": "fitting into 20 x 20",
    "center": "centering",
}


def _size(image: np.ndarray) -> str:
    return f"{image.shape[1]} x {image.shape[0]}"


def _share_of_side(ink: np.ndarray) -> str:
    return f"{100 * Strokes(ink).thickness / max(ink.shape):.0f} %"


def _picture_frames(photo: np.ndarray, stages: PictureStages, without: list[str]) -> list[Frame]:
    cut = stages.sheet.shape != stages.picture.shape
    return [
        Frame("Picture", _size(photo), photo),
        Frame("On paper", "as one sees it", stages.picture),
        Frame(
            "Sheet",
            _size(stages.sheet) if cut else "all of it is paper",
            stages.sheet,
            "sheet" in without,
        ),
        Frame(
            "Against the paper",
            "darker than around it,\nor lighter",
            ink_picture(stages.against_paper),
            "light" in without,
        ),
        Frame("Without lines", "nor boxes", ink_picture(stages.without_lines), "lines" in without),
        Frame("Digit", "nothing else", ink_picture(stages.ink), "rest" in without),
    ]


def _frames(
    reading: SketchReading, pixels: np.ndarray, stages: SketchStages, without: list[str]
) -> list[Frame]:
    numbers = to_model_input(stages.centered[None], reading.standardization)[0, 0].numpy()
    return [
        Frame("1 Drawing", _size(pixels), pixels),
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


def _centered_without(reading: SketchReading, stage: str) -> np.ndarray | None:
    """Prepare the sketch without one stage, of the picture or of the drawing on it."""
    if stage in STAGES:
        return prepare_sketch(reading.pixels, without=[stage]).centered
    return None if reading.picture is None else reading.picture.prepared_without([stage])


def _show_picture(reading: SketchReading, without: list[str]) -> np.ndarray | None:
    """Show the way from a picture to the drawing on it; None where no digit is found now."""
    if reading.picture is None or reading.picture.photo is None or reading.picture.stages is None:
        return reading.pixels
    photo, stages = reading.picture.photo, reading.picture.stages
    try:
        if without:
            stages = find_digit(photo, without=without)
    except PictureError as error:
        st.info(plain(error), title="No digit found without these stages")
        return None
    st.html(
        picture_strip(
            _picture_frames(photo, stages, without),
            alt="Your picture in six stages, from the photo to the digit alone",
            side=116,
        )
    )
    return stages.drawing


def _show_drawing(
    reading: SketchReading, pixels: np.ndarray | None, without: list[str]
) -> np.ndarray | None:
    """Show the way from a drawing to the network; None where nothing is left of it."""
    if pixels is None:
        return None
    try:
        switched = prepare_sketch(pixels, without=without) if without else reading.stages
    except EmptySketchError as error:
        st.info(plain(error), title="Nothing left without these stages")
        return None
    st.html(
        picture_strip(
            _frames(reading, pixels, switched, without),
            alt="Your sketch in seven stages, from the drawing to the network's numbers",
            side=100,
        )
    )
    return switched.centered


def show(reading: SketchReading) -> None:
    """Show the strips, the switches, and what the network says with and without."""
    stages = STAGES if reading.picture is None else (*PICTURE_STAGES, *STAGES)
    running = st.pills(
        "Stages that run",
        stages,
        selection_mode="multi",
        default=stages,
        # A picture has other switches than a drawing.
        key="sketch_stages" if reading.picture is None else "sketch_picture_stages",
        persist_state="session",
        format_func=lambda stage: NAMES[stage].capitalize(),
        help="Switch a stage off and see what it was good for.",
    )
    without = [stage for stage in stages if stage not in running]
    drawing = _show_picture(reading, [stage for stage in without if stage in PICTURE_STAGES])
    centered = _show_drawing(reading, drawing, [stage for stage in without if stage in STAGES])
    if centered is None:
        return
    probabilities, spec = reading.read(centered[None])[0], reading.spec
    whole, changed = st.columns(2, gap="large")
    with whole:
        st.markdown("**With every stage**")
        st.html(
            probability_bars(
                reading.probabilities,
                alt="Probabilities with every stage",
                names=spec.class_names,
            )
        )
    with changed:
        st.markdown("**As switched**")
        st.html(
            probability_bars(
                probabilities,
                alt="Probabilities with the stages as switched",
                names=spec.class_names,
            )
        )
    digit, other = reading.prediction, int(probabilities.argmax())
    said, now = class_names.in_text(spec, digit), class_names.in_text(spec, other)
    if without:
        missing = " and ".join(NAMES[stage] for stage in without)
        takeaway(
            f"Without {missing}: **{now}** with {percent(probabilities[other])}. With every "
            f"stage: **{said}** with {percent(reading.probabilities[digit])}."
        )
        return
    _show_one_left_out(reading, stages)


def _show_one_left_out(reading: SketchReading, stages: Sequence[str]) -> None:
    """Read the sketch once more without each of the stages."""
    prepared = {stage: _centered_without(reading, stage) for stage in stages}
    images = {NAMES[stage]: image for stage, image in prepared.items() if image is not None}
    images["nothing"] = reading.image
    answers = reading.read(np.stack(list(images.values())))
    rows = dict(zip(images, answers, strict=True))
    names = reading.spec.class_names
    left_out = [*(NAMES[stage] for stage in stages), "nothing"]
    table = pd.DataFrame(
        {
            "Left out": left_out,
            "It reads": [names[rows[name].argmax()] if name in rows else "-" for name in left_out],
            "Probability": [
                percent(rows[name].max()) if name in rows else "no digit is found"
                for name in left_out
            ],
        }
    )
    st.markdown("One stage left out at a time:")
    st.html(plain_table(table, alt="What the network reads without each stage", index=False))
    if len(rows) == len(left_out) and (answers.argmax(axis=1) == reading.prediction).all():
        st.caption(
            "This sketch is read the same way without any one of them. Try "
            + (
                "a photo of a sheet on a table, of squared paper, or with a shadow on it."
                if reading.picture is not None
                else "a small digit in a corner, or a very thin or thick brush."
            )
        )
