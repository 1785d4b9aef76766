"""Files of labeled images, as people have them, added to a set."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.data.labeled import LabeledImages, read_labeled_images
from core.data.labeled.read import READERS
from core.data.own import ME, OwnSet
from core.data.own.own_sets import first_fitting
from core.errors import LabeledImagesError
from core.limits import most
from dashboard.furniture.lesson import show_source
from dashboard.in_words import in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.plain_text import plain
from dashboard.views.collect.which_set import ask_for_consent
from dashboard.visitor import session
from dashboard.visitor.collecting import add_images, collecting, current_set, own_sets
from dashboard.wording import counted

SHOWN = 40
MAX_FILE_NAME = 100


@dataclass(eq=False)
class BroughtFiles:
    """What this visitor brought last.

    Attributes
    ----------
    found : LabeledImages, optional
        None where there is nothing, or it was added already.
    said, problem : str
        What became of it; why it could not be read.
    """

    found: LabeledImages | None = None
    said: str = ""
    problem: str = ""


def show() -> None:
    """Read files, show what is in them, and add it to a set."""
    if ask_for_consent():
        mine = session.state(BroughtFiles)

        def take() -> None:
            _read(mine, session.widget_value("collect_files"))

        st.file_uploader(
            "Images with labels",
            accept_multiple_files=True,
            key="collect_files",
            max_upload_size=most("upload_megabytes"),
            on_change=in_words(take),
            help=f"{'; '.join(reader.title for reader in READERS)}. A folder comes as a zip file.",
        )
        if mine.problem:
            st.error(plain(mine.problem), title="Not read", icon=":material/broken_image:")
        if mine.said:
            st.success(plain(mine.said), icon=":material/check:")
        if mine.found is not None:
            _show_found(mine, mine.found)
    show_source(read_labeled_images, label="The code that reads files")


def _read(mine: BroughtFiles, files: Sequence[UploadedFile]) -> None:
    """Read other files; nothing of those before is left, whatever comes of these."""
    mine.found, mine.said, mine.problem = None, "", ""
    if not files:
        return
    with tempfile.TemporaryDirectory() as folder:
        for number, file in enumerate(files):
            # Names tell the pairs of IDX files; what else is in one leads nowhere.
            name = PureWindowsPath(file.name.replace("\0", "")).name[-MAX_FILE_NAME:]
            place = Path(folder) / (name.lstrip(".") or f"file-{number}")
            if place.exists():
                mine.problem = f"Two of the files are named {name}. Choose each once."
                return
            place.write_bytes(file.getvalue())
        paths = list(Path(folder).iterdir())
        try:
            mine.found = read_labeled_images(paths[0] if len(paths) == 1 else folder)
        except LabeledImagesError as error:
            mine.problem = str(error)


def places_of(found: LabeledImages, class_names: tuple[str, ...]) -> np.ndarray | None:
    """Find the place of each class of some files among others; None where one is not there."""
    if not set(found.class_names) <= set(class_names):
        return None
    return np.array([class_names.index(name) for name in found.class_names], np.int64)


def _fitting(found: LabeledImages) -> OwnSet:
    """Leave as many images as there is room for, as many of each class as there can be."""
    persons = np.full(len(found), ME, np.int64)
    whole = OwnSet(found.class_names, found.images, found.labels, persons)
    return first_fitting(whole, own_sets().room)


def _show_found(mine: BroughtFiles, found: LabeledImages) -> None:
    own, fitting = current_set(), _fitting(found)
    places = places_of(found, own.class_names)

    def add() -> None:
        if places is None:
            collecting().turn_to(own_sets().begin(found.class_names).class_names)
        labels = fitting.labels if places is None else places[fitting.labels]
        add_images(fitting.images, labels)
        mine.found = None
        mine.said = f"{counted(len(fitting), 'image')} added. Browse shows them."

    names = ", ".join(found.class_names)
    st.markdown(
        f"**{counted(len(found), 'image')}** of {len(found.class_names)} classes: {plain(names)}."
    )
    for note in found.notes:
        st.caption(plain(note))
    if len(fitting) < len(found):
        st.warning(
            f"There is room for {own_sets().room:,} more images here. Of each class as many are "
            "taken as of the others, the first ones.",
            icon=":material/content_cut:",
        )
    if places is None:
        st.caption(
            f"Your set {plain(own.title)} has other classes, so these images begin a set of their "
            "own."
        )
    where = "to this set" if places is not None else "as a new set"
    st.button(
        f"Add {counted(len(fitting), 'image')} {where}",
        key="collect_add_files",
        type="primary",
        icon=":material/check:",
        on_click=in_words(add),
        disabled=not len(fitting),
    )
    if not len(fitting):
        return
    some = first_fitting(fitting, SHOWN)
    st.html(
        digit_grid(
            some.images,
            [found.class_names[label] for label in some.labels],
            side=56,
            alt=f"{len(some)} of the images, of all classes",
        )
    )
