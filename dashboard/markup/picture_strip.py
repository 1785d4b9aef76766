"""Pictures of different sizes in a row, each with its name and words below."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.markup.pictures import picture

# Below this a picture is shown with sharp pixels: they are what it is about.
SHARP_BELOW_PIXELS = 60


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


def _cell(frame: Frame, side: int) -> str:
    height, width = frame.picture.shape[:2]
    scale = side / max(height, width)
    image = picture(
        frame.picture,
        alt="",
        width=round(width * scale),
        height=f"{height * scale:.0f}px",
        css_class="lab-pixelated" if max(height, width) < SHARP_BELOW_PIXELS else "",
    )
    words = "<br>".join(html.escape(line) for line in frame.words.split("\n"))
    return (
        f'<figure style="width:{side + 4}px"><figcaption>{html.escape(frame.title)}</figcaption>'
        f'<div class="lab-frame{" lab-dimmed" if frame.left_out else ""}" '
        f'style="width:{side}px;height:{side}px">{image}</div>'
        f'<div class="lab-strip-words">{words}</div></figure>'
    )


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
    return (
        f'<div class="lab-strip" role="group" aria-label="{html.escape(alt, quote=True)}">'
        f"{''.join(_cell(frame, side) for frame in frames)}</div>"
    )
