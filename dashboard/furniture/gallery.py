"""A wall of digits that can be opened, by click or by keyboard."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from dashboard.markup.digit_grid import VERDICTS
from dashboard.markup.pictures import sprite_url
from dashboard.markup.style import css
from dashboard.visitor import session

ASSETS = Path(__file__).parent / "assets"


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "digit_lab.gallery",
        html='<div class="lab-digits" role="group"></div>',
        # A component is closed against the styles of the page, so it gets them too.
        css=css() + (ASSETS / "gallery.css").read_text(encoding="utf-8"),
        js=(ASSETS / "gallery.js").read_text(encoding="utf-8"),
    )


def digit_gallery(
    images: np.ndarray,
    captions: Sequence[str],
    *,
    alt: str,
    key: str,
    side: int = 80,
    correct: Sequence[bool] | None = None,
    on_open: Callable[[int], None] | None = None,
) -> int | None:
    """Show images as buttons, in rows that wrap with the page.

    Parameters
    ----------
    images : uint8 array of shape (n, 28, 28)
        0 is paper, 255 is ink; n is at least 1. They travel as one picture.
    captions : sequence of n str
        What stands under each image.
    alt : str
        What the pictures show together, for those who do not see them.
    key : str
        Streamlit's name of this gallery.
    side : int
        Width of each image on the screen in pixels.
    correct : sequence of n bool, optional
        Marks each caption as right or wrong, by sign and color.
    on_open : callable, optional
        Told the position of an image that was opened, before anything is drawn anew.

    Returns
    -------
    int or None
        The position of the image that has just been opened.
    """
    url = sprite_url(images)
    cells = []
    for position, words in enumerate(captions):
        sign, color = ("", "") if correct is None else VERDICTS[bool(correct[position])]
        cells.append({"words": words, "sign": sign, "color": color})

    def tell() -> None:
        position = session.widget_value(key).opened
        if on_open is not None and position is not None:
            on_open(position)

    name = f"{zlib.crc32(url.encode()):08x} {zlib.crc32(repr(cells).encode()):08x}"
    found = _component()(
        key=key,
        data={"name": name, "url": url, "side": side, "alt": alt, "cells": cells},
        on_opened_change=tell,
    )
    return found.opened
