"""Pictures of different sizes in a row, each with its name and words below."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.markup.digit_grid import png_url

# Below this a picture is shown with sharp pixels: they are what it is about.
SHARP_BELOW = 60


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a strip.

    Attributes
    ----------
    title : str
        What it is called.
    words : str
        What stands below; may have several lines.
    picture : uint8 array of shape (height, width), (height, width, 3) or (height, width, 4)
        As it is shown: 0 is black.
    left_out : bool
        Whether this stage was switched off; the picture is then dimmed.
    """

    title: str
    words: str
    picture: np.ndarray
    left_out: bool = False


def ink_picture(ink: np.ndarray) -> np.ndarray:
    """Turn ink (255 is ink) into a picture of dark ink on light paper."""
    return 255 - ink


def picture_strip(frames: Sequence[Frame], *, alt: str, side: int = 128) -> str:
    """Draw pictures in a row that wraps with the page.

    Parameters
    ----------
    frames : sequence of Frame
        From left to right.
    alt : str
        What the pictures show together, for those who do not see them.
    side : int
        Height and width of each picture's place on the screen, in pixels.

    Returns
    -------
    str
        HTML for `st.html`.
    """
    cells = []
    for frame in frames:
        height, width = frame.picture.shape[:2]
        scale = side / max(height, width)
        sharp = "pixelated" if max(height, width) < SHARP_BELOW else "auto"
        words = "<br>".join(html.escape(line) for line in frame.words.split("\n"))
        dim = ";opacity:.45" if frame.left_out else ""
        cells.append(
            f'<figure style="margin:0;width:{side + 4}px">'
            f'<figcaption style="font-size:.85rem;font-weight:600;margin-bottom:.25rem">'
            f"{html.escape(frame.title)}</figcaption>"
            f'<div style="width:{side}px;height:{side}px;border:1px solid #8888;'
            f"border-radius:4px;box-sizing:content-box;display:flex;align-items:center;justify-content:center;"
            f'background:#FFFFFF{dim}"><img alt="" src="{png_url(frame.picture)}" '
            f'style="width:{width * scale:.0f}px;height:{height * scale:.0f}px;'
            f'image-rendering:{sharp}"></div>'
            f'<div style="font-size:.8rem;line-height:1.3;margin-top:.25rem">{words}</div>'
            "</figure>"
        )
    return (
        f'<div role="group" aria-label="{html.escape(alt, quote=True)}" '
        f'style="display:flex;flex-wrap:wrap;gap:1rem .75rem">{"".join(cells)}</div>'
    )
