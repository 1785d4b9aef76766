"""A printed sheet with boxes: to take home, to fill in, and to photograph."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.data.own.sheet import Sheet, SheetReading, read_sheet, sheet_svg
from core.data.own.sheet.reading import SHEET_SIDE
from core.errors import PictureError, SheetError
from core.limits import most
from core.sketch import open_picture
from core.sketch.picture_files import ENDINGS
from dashboard.furniture.lesson import show_source
from dashboard.in_words import in_words
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.pictures import picture
from dashboard.plain_text import plain
from dashboard.views.collect.which_set import ask_for_consent
from dashboard.visitor import session
from dashboard.visitor.collecting import add_images, collecting
from dashboard.wording import counted

SHOWN_WIDTH = 280


@dataclass(eq=False)
class SheetPhoto:
    """What this visitor photographed last, and what was found on it.

    Attributes
    ----------
    class_names : tuple of str
        Of the set that it was read for.
    reading : SheetReading, optional
        None where there is none, or it was added already.
    said : str
        What became of it.
    problem : str
        Why it could not be read.
    """

    class_names: tuple[str, ...] = ()
    reading: SheetReading | None = None
    said: str = ""
    problem: str = ""


def show() -> None:
    """Offer the sheet, read a photo of it, and show what was read before it is added."""
    mine = collecting()
    sheet = Sheet(mine.class_names)
    st.markdown(
        "**1. Print** the sheet. **2. Fill it in** with a dark pen, one sign in each box. "
        "**3. Photograph it** from any side, all four black squares on the photo."
    )
    st.download_button(
        "Sheet to print",
        data=lambda: sheet_svg(sheet),
        file_name="sheet.svg",
        mime="image/svg+xml",
        icon=":material/print:",
        on_click="ignore",
        key="collect_sheet",
        help=f"A4, {sheet.boxes_of_class} boxes for each of the {len(sheet.class_names)} classes. "
        "Open the file in a browser and print it there.",
    )
    if ask_for_consent():
        _take_photo(sheet)
    show_source(read_sheet, label="The code that reads a sheet")


def _take_photo(sheet: Sheet) -> None:
    found = session.state(SheetPhoto)

    def take() -> None:
        _read(found, session.widget_value("collect_photo"), sheet)

    st.file_uploader(
        "A photo of the sheet",
        type=list(ENDINGS),
        key="collect_photo",
        max_upload_size=most("upload_megabytes"),
        on_change=in_words(take),
        help="On a phone this offers the camera too. The photo is not kept, only what is read.",
    )
    if found.problem:
        st.error(plain(found.problem), title="Not read", icon=":material/broken_image:")
    if found.said:
        st.success(plain(found.said), icon=":material/check:")
    if found.reading is not None and found.class_names == sheet.class_names:
        _show_reading(found, found.reading)
    else:
        _show_sheet(sheet)


def _show_sheet(sheet: Sheet) -> None:
    address = base64.b64encode(sheet_svg(sheet)).decode()
    st.html(
        f'<img class="lab-photo" width="{SHOWN_WIDTH}" alt="The sheet, still empty" '
        f'src="data:image/svg+xml;base64,{address}">'
    )


def _read(found: SheetPhoto, file: UploadedFile | None, sheet: Sheet) -> None:
    """Read another photo; nothing of the one before is left, whatever comes of this one."""
    found.class_names, found.reading, found.said, found.problem = sheet.class_names, None, "", ""
    if file is None:
        return
    try:
        found.reading = read_sheet(open_picture(file.getvalue(), side=SHEET_SIDE), sheet)
    except (PictureError, SheetError) as error:
        found.problem = str(error)


def _show_reading(found: SheetPhoto, reading: SheetReading) -> None:
    count = len(reading.labels)

    def add() -> None:
        add_images(reading.images, reading.labels)
        found.reading = None
        found.said = f"{counted(count, 'image')} added. Browse shows them, and takes any out again."

    st.markdown(
        f"**{count} of {count + reading.empty} boxes** have writing in them. The sheet as it was "
        "straightened, and each sign as a network will see it:"
    )
    st.button(
        f"Add {counted(count, 'image')}",
        key="collect_add_sheet",
        type="primary",
        icon=":material/check:",
        on_click=in_words(add),
    )
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=SHOWN_WIDTH):
            st.html(
                picture(
                    reading.straight,
                    alt="The sheet as seen from straight above",
                    width=SHOWN_WIDTH,
                    height="auto",
                    css_class="lab-photo",
                )
            )
        with st.container(width="stretch"):
            order = np.argsort(reading.labels, kind="stable")
            st.html(
                digit_grid(
                    reading.images[order],
                    [found.class_names[label] for label in reading.labels[order]],
                    side=56,
                    alt=f"The {count} signs that were read, by class",
                )
            )
