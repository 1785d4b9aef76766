"""A drawing of several digits with a box around each, and below it what it was read as."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np

from core.sketch import Box
from dashboard.markup.pictures import picture


def digit_boxes(
    pixels: np.ndarray, boxes: Sequence[Box], words: Sequence[str], *, alt: str, width: int = 168
) -> str:
    """Draw boxes on a picture.

    Parameters
    ----------
    pixels : uint8 array of shape (height, width) or (height, width, channels)
        As it is shown: 0 is black.
    boxes : sequence of Box
        In pixels of the picture.
    words : sequence of str
        What stands under each box.
    alt : str
        What the picture shows with its boxes, for those who do not see it.
    width : int
        Of the picture on the screen in pixels.

    Returns
    -------
    str
        HTML for `st.html`.
    """
    scale = width / pixels.shape[1]
    frames = "".join(
        f'<div class="lab-box" style="left:{box.left * scale:.1f}px;top:{box.top * scale:.1f}px;'
        f'width:{box.width * scale:.1f}px;height:{box.height * scale:.1f}px">'
        f'<span class="lab-box-words">{html.escape(said)}</span></div>'
        for box, said in zip(boxes, words, strict=True)
    )
    image = picture(
        pixels, alt="", width=width, height=f"{pixels.shape[0] * scale:.0f}px", css_class=""
    )
    return (
        f'<div class="lab-boxes" role="img" aria-label="{html.escape(alt, quote=True)}" '
        f'style="width:{width}px">{image}{frames}</div>'
    )
