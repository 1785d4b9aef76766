"""Drawing one example after the other: what is asked for, a canvas, and on."""

from __future__ import annotations

import html
from functools import partial

import numpy as np
import streamlit as st

from core.data.own import OwnSet, balance
from core.sketch import prepare_sketch
from dashboard.furniture.countdown import countdown
from dashboard.furniture.drawing_canvas import canvas_of, drawn_by_now
from dashboard.furniture.lesson import show_source
from dashboard.in_words import fragment, in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.plain_text import plain
from dashboard.views.collect.which_set import ask_for_consent
from dashboard.visitor import session
from dashboard.visitor.collecting import (
    Collecting,
    asked_for,
    collecting,
    current_set,
    keep_drawing,
    own_sets,
)
from dashboard.wording import counted

COUNTDOWNS = (0, 2, 4, 8)
LAST_SHOWN = 8
CANVAS_KEY = "collect"


def show() -> None:
    """Ask for one class after the other, those first of which there are fewest."""
    if ask_for_consent():
        fragment(_draw)()
    show_source(prepare_sketch, balance, label="The code that makes an image of a drawing")


def _draw() -> None:
    mine, own = collecting(), current_set()
    label = asked_for()
    with st.container(key="collect_draw", horizontal=True, gap="medium"):
        with st.container(width=300, key="collect_paper"):
            _show_asked(own, label)
            with st.container(key="collect_canvas"):
                pixels = canvas_of(mine.pad, CANVAS_KEY)
            if pixels is not None:
                mine.pad.pixels = pixels
            # Below the canvas: above it lies the canvas's own toolbar.
            _count_down(mine, label)
            with st.container(horizontal=True):
                st.button(
                    "Keep",
                    key="collect_keep",
                    type="primary",
                    icon=":material/check:",
                    on_click=in_words(partial(_keep, label)),
                    shortcut="Enter",
                    disabled=not _has_ink(mine.pad.pixels),
                    help="Adds the drawing to the set, and clears the canvas for the next one.",
                )
                st.button(
                    "Clear",
                    key="collect_clear",
                    icon=":material/delete:",
                    on_click=in_words(mine.pad.clear),
                )
        with st.container(width="stretch", key="collect_beside"):
            _offer_classes(own)
            _show_last(own)
            _choose_countdown(mine)


def _keep(label: int) -> None:
    """Keep what is drawn at this moment: a last stroke may have come with the press itself."""
    pad = collecting().pad
    pixels = drawn_by_now(pad, CANVAS_KEY)
    if pixels is not None:
        pad.pixels = pixels
    keep_drawing(label)


def _show_asked(own: OwnSet, label: int) -> None:
    name = html.escape(own.class_names[label])
    st.html(f'<p class="lab-asked">Draw <b>{name}</b></p>')


def _has_ink(pixels: np.ndarray | None) -> bool:
    return pixels is not None and bool((pixels[..., :3] < 128).any())


def _count_down(mine: Collecting, label: int) -> None:
    """Count from the first stroke on: who thinks first loses nothing."""
    begun = mine.seconds > 0 and _has_ink(mine.pad.pixels)

    def end() -> None:
        # What is left of an earlier countdown says nothing of this canvas.
        if _has_ink(mine.pad.pixels):
            _keep(label)

    countdown(
        name=f"{mine.pad.generation} {mine.seconds}" if begun else "",
        seconds=mine.seconds,
        key="collect_countdown",
        on_end=in_words(end),
    )


def _offer_classes(own: OwnSet) -> None:
    """Let the drawing be kept as another class than the one asked for."""
    counts = balance(own).of_class

    def keep() -> None:
        label = session.widget_value("collect_class")
        session.show_in_widget("collect_class", None)
        if label is not None:
            _keep(label)

    st.pills(
        "Or keep it as",
        range(len(own.class_names)),
        key="collect_class",
        on_change=in_words(keep),
        format_func=lambda label: f"{plain(own.class_names[label])} ({counts[label]:,})",
        help="The numbers say how many images of each class there are.",
    )


def _show_last(own: OwnSet) -> None:
    if not len(own):
        st.caption(
            "Nothing is collected yet. Draw what is asked for; five of each class are enough to "
            "begin with."
        )
        return
    shown = own.take(np.arange(max(0, len(own) - LAST_SHOWN), len(own))[::-1])
    st.html(
        digit_grid(
            shown.images,
            [own.class_names[label] for label in shown.labels],
            side=56,
            alt=f"The last {len(shown)} of {counted(len(own), 'image')}, the newest first",
        )
    )
    before = own_sets().before
    st.button(
        "Take the last change back",
        key="collect_undo",
        icon=":material/undo:",
        type="tertiary",
        on_click=in_words(own_sets().undo),
        disabled=before is None or before.class_names != own.class_names,
    )


def _choose_countdown(mine: Collecting) -> None:
    session.show_in_widget("collect_seconds", mine.seconds)

    def change() -> None:
        mine.seconds = session.widget_value("collect_seconds")

    st.segmented_control(
        "Countdown",
        COUNTDOWNS,
        key="collect_seconds",
        required=True,
        on_change=in_words(change),
        format_func=lambda seconds: f"{seconds} s" if seconds else "Off",
        help="Begins with your first stroke; at its end the drawing is kept and the next class is "
        "asked for.",
    )
