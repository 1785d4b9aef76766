"""A sketch from a picture file, or from the camera."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from core.errors import EmptySketchError, PictureError
from core.limits import most
from core.sketch import PictureStages, find_digit, open_picture, prepare_sketch
from core.sketch.pen_strokes import CANVAS
from core.sketch.picture_files import ENDINGS
from dashboard.in_words import in_words
from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.plain_text import plain
from dashboard.visitor import session


@dataclass(eq=False)
class TakenPicture:
    """What this visitor has brought last from one place, a file or the camera.

    Attributes
    ----------
    photo : uint8 array of shape (height, width, 4), optional
        As it was brought, made smaller.
    stages : PictureStages, optional
        How a digit was found on it, nothing left out.
    problem : str
        Why there is none of them, or no digit.
    """

    photo: np.ndarray | None = None
    stages: PictureStages | None = None
    problem: str = ""
    _prepared: dict[frozenset[str], np.ndarray | None] = field(default_factory=dict)

    def take(self, file: bytes | None) -> None:
        """Read another file; nothing of the one before is left, whatever comes of this one."""
        self.photo = self.stages = None
        self.problem = ""
        self._prepared = {}
        if file is None:
            return
        try:
            self.photo = open_picture(file)
            self.stages = find_digit(self.photo)
        except PictureError as error:
            self.problem = str(error)

    @property
    def drawing(self) -> np.ndarray | None:
        """Return the digit that was found, dark on white: uint8 of shape (h, w, 4)."""
        return None if self.stages is None else self.stages.drawing

    def prepared_without(self, stages: Collection[str]) -> np.ndarray | None:
        """Prepare the picture with some of its stages left out.

        Returns
        -------
        uint8 array of shape (28, 28), or None
            What a network would see; None where nothing is left that could be a digit.
        """
        key = frozenset(stages)
        if key not in self._prepared and self.photo is not None:
            try:
                found = find_digit(self.photo, without=key)
                self._prepared[key] = prepare_sketch(found.drawing).centered
            except (PictureError, EmptySketchError):
                self._prepared[key] = None
        return self._prepared.get(key)


@dataclass(eq=False)
class TakenPictures:
    """One for each place that pictures come from."""

    file: TakenPicture = field(default_factory=TakenPicture)
    camera: TakenPicture = field(default_factory=TakenPicture)


def _take(key: str, picture: TakenPicture) -> None:
    file = st.session_state[key]
    picture.take(None if file is None else file.getvalue())


def _show_problem(picture: TakenPicture) -> None:
    if picture.problem:
        title = "Not read" if picture.photo is None else "No digit found"
        st.error(plain(picture.problem), title=title, icon=":material/broken_image:")


def from_file() -> TakenPicture:
    """Offer a file chooser, which on a phone offers its camera too."""
    picture = session.state(TakenPictures).file
    key = "sketch_file"
    st.file_uploader(
        "A photo or picture of one digit",
        type=list(ENDINGS),
        key=key,
        max_upload_size=most("upload_megabytes"),
        # Not at each run of the page: away from it and back, the chooser has forgotten its file.
        on_change=in_words(_take),
        args=(key, picture),
        help="Dark on light or light on dark, on any paper and in any light. The picture stays in "
        "this server's memory while the page is open, and is not kept.",
    )
    _show_problem(picture)
    if picture.photo is not None:
        words = f"{picture.photo.shape[1]} x {picture.photo.shape[0]} pixels"
        frames = [Frame("Picture", words, picture.photo)]
        st.html(picture_strip(frames, alt="Your picture", side=CANVAS))
    return picture


def from_camera() -> TakenPicture:
    """Offer the camera of this device."""
    picture = session.state(TakenPictures).camera
    key = "sketch_camera"
    st.camera_input(
        "Hold a written digit before the camera",
        key=key,
        on_change=in_words(_take),
        args=(key, picture),
        help="The photo stays in this server's memory while the page is open, and is not kept.",
    )
    _show_problem(picture)  # The photo itself is shown where it was taken.
    return picture
