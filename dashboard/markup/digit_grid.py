"""How digits look, everywhere: dark ink on light paper, sharp pixels, words below."""

from __future__ import annotations

import html
import zlib
from collections.abc import Sequence

import numpy as np

from dashboard.figures.palette import RIGHT_TEXT, WRONG_TEXT
from dashboard.markup.pictures import sprite_url

MIN_SIDE_PIXELS = 56
# Sign and color of a right and a wrong answer. Both stand on paper, in the dark theme too.
VERDICTS = {True: ("\N{CHECK MARK}", RIGHT_TEXT), False: ("\N{BALLOT X}", WRONG_TEXT)}


def _mark(correct: bool | None) -> str:
    if correct is None:
        return ""
    sign, color = VERDICTS[correct]
    return f'<span class="lab-mark" style="color:{color}">{sign}</span> '


def digit_grid(
    images: np.ndarray,
    captions: Sequence[str],
    *,
    alt: str,
    side: int = 64,
    correct: Sequence[bool] | np.ndarray | None = None,
) -> str:
    """Draw images in rows that wrap with the page, each with words below it.

    Parameters
    ----------
    images : uint8 array of shape (n, height, width)
        0 is paper, 255 is ink.
    captions : sequence of n str
        What stands under each image.
    alt : str
        What the pictures show together, for those who do not see them.
    side : int
        Width of each image on the screen in pixels.
    correct : sequence of n bool, optional
        Marks each caption as right or wrong, by sign and color.

    Returns
    -------
    str
        HTML for `st.html`. All images travel as one picture.
    """
    label = html.escape(alt, quote=True)
    if not len(images):
        return f'<div role="img" aria-label="{label}"></div>'
    side = max(side, MIN_SIDE_PIXELS)
    height, width = images.shape[1:]
    tall = round(side * height / width)
    # The address of the picture stands once, in a class named after its content.
    url = sprite_url(images)
    name = f"lab-digits-{zlib.crc32(url.encode()):08x}-{side}"
    cells = []
    for position, caption in enumerate(captions):
        mark = _mark(None if correct is None else bool(correct[position]))
        lines = "<br>".join(html.escape(line) for line in caption.split("\n"))
        cells.append(
            f'<figure class="lab-digit" style="width:{side + 12}px">'
            f'<div class="lab-digit-picture {name}" '
            f'style="background-position:-{position * side}px 0"></div>'
            f'<figcaption class="lab-digit-words">{mark}{lines}</figcaption></figure>'
        )
    return (
        f"<style>.{name}{{width:{side}px;height:{tall}px;background-image:url({url});"
        f"background-size:{side * len(images)}px {tall}px}}</style>"
        f'<div class="lab-digits" role="group" aria-label="{label}">{"".join(cells)}</div>'
    )
