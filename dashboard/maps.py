"""What a layer gives for one image, as pictures. Pure: nothing here draws on a page."""

from __future__ import annotations

import html

import numpy as np

from dashboard.digits import png_url

MOST_MAPS = 32
MAPS_IN_A_ROW = 8
GAP = 1
WIDEST = 560
PAPER = 255


def tile_maps(maps: np.ndarray, low: float, high: float) -> np.ndarray:
    """Lay maps beside and below each other, dark where the value is large.

    Parameters
    ----------
    maps : float array of shape (channels, height, width)
        At least one.
    low, high : float
        The values that are shown as white and as black.

    Returns
    -------
    uint8 array of shape (height of all, width of all)
        At most eight in a row, one white pixel between them.
    """
    count, height, width = maps.shape
    columns = min(count, MAPS_IN_A_ROW)
    rows = -(-count // columns)
    gray = PAPER * (1 - np.clip((maps - low) / ((high - low) or 1.0), 0, 1))
    sheet = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP), PAPER, np.uint8)
    for place, picture in enumerate(gray.round().astype(np.uint8)):
        down, right = divmod(place, columns)
        top, left = down * (height + GAP), right * (width + GAP)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def layer_picture(output: np.ndarray, *, alt: str) -> str:
    """Draw what a layer gives for one image.

    Parameters
    ----------
    output : float array of shape (channels, height, width) or (width,)
        Feature maps, or one number for each neuron.
    alt : str
        What the picture shows, for those who do not see it.

    Returns
    -------
    str
        HTML for `st.html`: white is the smallest value, black the largest. Of more than
        32 maps the first 32 are shown.
    """
    low, high = float(output.min()), float(output.max())
    if output.ndim == 1:
        # A row of neurons is stretched to be seen.
        sheet, height = tile_maps(output[None, None, :], low, high), "28px"
        scale = max(1, min(14, WIDEST // sheet.shape[1]))
    else:
        sheet, height = tile_maps(output[:MOST_MAPS], low, high), "auto"
        scale = max(1, min(4, WIDEST // sheet.shape[1]))
    width = min(WIDEST, sheet.shape[1] * scale)
    return (
        f'<img role="img" alt="{html.escape(alt, quote=True)}" src="{png_url(sheet)}" '
        f'style="width:{width}px;max-width:100%;height:{height};'
        'image-rendering:pixelated;border:1px solid #8888;border-radius:3px;background:#FFFFFF">'
    )
