"""The time slider of a run, its play button, and the image that is looked at."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import EmptySketchError
from core.models.finite import all_finite
from core.sketch import prepare_sketch
from core.training.snapshots import MAX_SNAPSHOTS, Snapshot
from dashboard import class_names
from dashboard.in_words import in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.plain_text import plain
from dashboard.views.inside.moment import Moment
from dashboard.views.inside.reading import copy_at
from dashboard.views.inside.view import Player
from dashboard.visitor import session
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.sketch_pad import SketchPad

SKETCH, VALIDATION = "My sketch", "Validation image"
POSITION, SOURCE, NUMBER = "inside_position", "inside_source", "inside_image"


def _draw(place: DeltaGenerator, image: np.ndarray, words: str) -> None:
    place.html(digit_grid(image[None], [words], alt=f"The network looks at {words.lower()}"))


def _choose_image(run: RunHandle) -> tuple[np.ndarray, int | None, str]:
    validation, player = run.job.run.data.validation, session.state(Player)
    pixels = session.state(SketchPad).pixels
    if player.wanted_image is not None:
        session.show_in_widget(SOURCE, VALIDATION)
        session.show_in_widget(NUMBER, min(player.wanted_image, len(validation) - 1))
        player.wanted_image = None
    sources = [VALIDATION] if pixels is None else [VALIDATION, SKETCH]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.container(width=80)
        source = VALIDATION
        if len(sources) > 1:
            source = st.segmented_control(
                "Image",
                sources,
                default=VALIDATION,
                required=True,
                key=SOURCE,
                persist_state="session",
            )
        if source == SKETCH and pixels is not None:
            try:
                centered = prepare_sketch(pixels).centered
                _draw(place, centered, "Your sketch")
                return centered, None, "Your sketch"
            except EmptySketchError as empty:
                st.caption(plain(empty))
        row = int(
            st.number_input(
                f"Validation image (0 to {len(validation) - 1:,})",
                0,
                len(validation) - 1,
                0,
                key=NUMBER,
                persist_state="session",
                width=180,
            )
        )
    label = int(validation.labels[row])
    what = class_names.with_article(run.config.spec, label)
    _draw(place, validation.images[row], what)
    return validation.images[row], label, f"Validation image {row:,}, {what}"


def _advance(last: int) -> int:
    """Find where the slider stands; play moves it on, and begins anew after the end."""
    player = session.state(Player)
    position = last if session.is_new_widget(POSITION) else session.widget_value(POSITION)
    if player.playing:
        position = position + 1 if position < last else 0
    return min(position, last)


def _first_image(run: RunHandle) -> tuple[np.ndarray, int | None, str]:
    validation = run.job.run.data.validation
    return validation.images[0], int(validation.labels[0]), "Validation image 0"


def choose_moment(run: RunHandle, *, with_image: bool = True) -> Moment:
    """Draw the slider and, where it matters, the choice of an image; return what they say."""
    training, player = run.job.run, session.state(Player)
    snapshots = [*training.snapshots]
    if training.step != snapshots[-1].step or training.manual_steps:
        step, model = training.copy_with_step()
        if all_finite(model.state_dict()) and not training.diverged:
            snapshots.append(Snapshot(step, model.state_dict()))  # As it is now.
        else:
            st.caption(
                f"After step {step:,} the weights give no numbers any more. The last moment that "
                f"can be looked at is step {snapshots[-1].step:,}."
            )
    last = len(snapshots) - 1
    position = _advance(last)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(
            "Pause" if player.playing else "Play",
            key="inside_play",
            icon=":material/pause:" if player.playing else ":material/play_arrow:",
            disabled=not last,
            help="Moves the slider through the whole training.",
        ):
            player.playing = not player.playing
            st.rerun()  # The whole page, because it sets the timer.
        if last:
            session.show_in_widget(POSITION, position)
            position = st.select_slider(
                "Moment, in steps of the training",
                range(len(snapshots)),
                key=POSITION,
                format_func=lambda place: f"{snapshots[place].step:,}",
            )
    if run.job.live:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"The run trains on; this is what there was at step {training.step:,}.")
            st.button(
                "Show the newest",
                key="inside_newest",
                icon=":material/update:",
                on_click=in_words(session.show_in_widget),
                args=(POSITION, MAX_SNAPSHOTS),
            )
    if player.playing and position == last:
        player.playing = False
        st.rerun()  # Takes the timer away.
    image, label, name = _choose_image(run) if with_image else _first_image(run)
    network = copy_at(run, snapshots[position])
    return Moment(run, snapshots, position, network, image, label, name)
