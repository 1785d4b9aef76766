"""Which image passes through: a validation image of each class, or the visitor's own drawing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.data import DIGIT_NAMES, DigitData, dataset_spec
from core.errors import EmptySketchError
from core.sketch import prepare_sketch
from core.training import wall_rows
from dashboard.furniture.gallery import digit_gallery
from dashboard.plain_text import plain
from dashboard.visitor import session
from dashboard.visitor.first_drawing import own_drawing
from dashboard.visitor.sketch_pad import SketchPad

OWN = -1
FIRST = 3
SIDE = 56
# So many fit into a row; of more classes some from the first to the last.
MAX_IMAGES = 11


@dataclass(eq=False)
class Chosen:
    """What this tab looks at: the place of a validation image, or `OWN`; None before a choice."""

    place: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PassingImage:
    """What passes through the network.

    Attributes
    ----------
    pixels : uint8 array of shape (28, 28)
        0 is paper, 255 is ink.
    label : int, optional
        The true class, where it is known.
    names : tuple of str
        What the classes are called.
    """

    pixels: np.ndarray
    label: int | None
    names: tuple[str, ...] = DIGIT_NAMES

    @property
    def words(self) -> str:
        """What it is, inside a sentence."""
        return "your drawing" if self.label is None else f"this {plain(self.names[self.label])}"


def drawn_here() -> np.ndarray | None:
    """Return the visitor's drawing as a network sees it: of Sketch, else of Home."""
    pixels = session.state(SketchPad).pixels
    if pixels is not None:
        with suppress(EmptySketchError):
            return prepare_sketch(pixels).centered
    return own_drawing()


def choose_image(data: DigitData) -> PassingImage:
    """Show the images as buttons; the visitor's own drawing comes first where there is one."""
    rows = wall_rows(data.validation.labels, data.classes)
    some = np.linspace(0, len(rows) - 1, min(len(rows), MAX_IMAGES)).round().astype(int)
    shown = data.validation.take(rows[some])
    own, mine = drawn_here(), session.tab().state(Chosen)
    place = mine.place
    if place is None or (place == OWN and own is None):
        place = OWN if own is not None else FIRST
    place = min(place, len(shown) - 1)
    images = shown.images if own is None else np.concatenate([own[None], shown.images])
    names = [data.class_names[label] for label in shown.labels]
    names = names if own is None else ["yours", *names]
    first = OWN if own is not None else 0

    def take(position: int) -> None:
        mine.place = position + first

    with st.container(key="network_images"):
        digit_gallery(
            images,
            [
                f"\N{BLACK UP-POINTING TRIANGLE} {name}" if at == place - first else name
                for at, name in enumerate(names)
            ],
            alt=f"A validation image of each {dataset_spec(data.name).noun}; the one with a "
            "triangle passes through",
            side=SIDE,
            key="network_image",
            on_open=take,
        )
    if place == OWN and own is not None:
        return PassingImage(own, None, data.class_names)
    return PassingImage(shown.images[place], int(shown.labels[place]), data.class_names)
