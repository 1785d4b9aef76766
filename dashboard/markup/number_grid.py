"""One image as its grid of numbers."""

from __future__ import annotations

import html

import numpy as np

from dashboard.figures.palette import BLACK, PAPER

# Black on lighter shades and white on darker ones: at least 4.5 to 1 either way.
MIDDLE_SHADE = 117


def _cell(value: int) -> str:
    if not value:  # Most of an image; what is not written need not be drawn.
        return "<td></td>"
    shade = 255 - value
    ink = BLACK if shade > MIDDLE_SHADE else PAPER
    return f'<td style="background:rgb({shade},{shade},{shade});color:{ink}">{value}</td>'


def number_grid(image: np.ndarray, *, alt: str) -> str:
    """Draw one image as its grid of numbers, each on its own shade.

    Parameters
    ----------
    image : uint8 array of shape (28, 28)
        0 is paper, 255 is ink.
    alt : str
        What the grid shows, for those who do not see it.

    Returns
    -------
    str
        HTML for `st.html`: a table that scrolls in its own box where the page is narrow.
        Paper stays empty, so that the digit is seen.
    """
    rows = "".join(f"<tr>{''.join(map(_cell, pixels))}</tr>" for pixels in image.tolist())
    return (
        f'<div class="lab-numbers" tabindex="0" role="img" '
        f'aria-label="{html.escape(alt, quote=True)}"><table>{rows}</table></div>'
    )
