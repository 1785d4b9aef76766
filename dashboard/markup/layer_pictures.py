"""What a layer gives for one image, as pictures."""

from __future__ import annotations

import html
from collections.abc import Mapping

import numpy as np

from dashboard.figures.palette import NEGATIVE, POSITIVE, rgb
from dashboard.markup.pictures import picture

MAX_MAPS = 32
MAPS_IN_A_ROW = 8
GAP = 1
TILE_GAP = 4
MAX_WIDTH_PIXELS = 560
PAPER, FRAME = 255, 200


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
    for place, shades in enumerate(gray.round().astype(np.uint8)):
        down, right = divmod(place, columns)
        top, left = down * (height + GAP), right * (width + GAP)
        sheet[top : top + height, left : left + width] = shades
    return sheet


def layer_picture(output: np.ndarray, *, alt: str, scale: tuple[float, float] | None = None) -> str:
    """Draw what a layer gives for one image.

    Parameters
    ----------
    output : float array of shape (channels, height, width) or (width,)
        Feature maps, or one number for each neuron.
    alt : str
        What the picture shows, for those who do not see it.
    scale : (low, high), optional
        The values shown as white and as black; the smallest and largest when not given.

    Returns
    -------
    str
        HTML for `st.html`. Of more than 32 maps the first 32 are shown.
    """
    low, high = scale or (float(output.min()), float(output.max()))
    if output.ndim == 1:
        # A row of neurons is stretched to be seen.
        sheet, height = tile_maps(output[None, None, :], low, high), "28px"
        zoom = max(1, min(14, MAX_WIDTH_PIXELS // sheet.shape[1]))
    else:
        sheet, height = tile_maps(output[:MAX_MAPS], low, high), "auto"
        zoom = max(1, min(4, MAX_WIDTH_PIXELS // sheet.shape[1]))
    return sheet_picture(sheet, alt=alt, width=sheet.shape[1] * zoom, height=height)


def layer_pictures(
    outputs: Mapping[str, np.ndarray],
    words: Mapping[str, str],
    *,
    scale: tuple[float, float] | None = None,
) -> str:
    """Draw what all layers give for one image, one below the other.

    Parameters
    ----------
    outputs : mapping
        By the layer's name, as for :func:`layer_picture`.
    words : mapping
        For each layer what stands behind its name.
    scale : (low, high), optional
        The values shown as white and as black; each layer's own when not given.

    Returns
    -------
    str
        HTML for `st.html`: in one piece, because each element of a page costs the browser
        some milliseconds.
    """
    parts = []
    for name, output in outputs.items():
        shown = layer_picture(
            output, alt=f"What the layer {name} gives for this image", scale=scale
        )
        title = f"<b>{html.escape(name)}</b> · {html.escape(words[name])}"
        parts.append(f'<div><div class="lab-layer-title">{title}</div>{shown}</div>')
    return f'<div class="lab-layers">{"".join(parts)}</div>'


def sheet_picture(sheet: np.ndarray, *, alt: str, width: int, height: str = "auto") -> str:
    """Draw a sheet of maps with sharp pixels.

    Parameters
    ----------
    sheet : uint8 array of shape (height, width) or (height, width, 3)
        As it is shown: 0 is black.
    alt : str
        What it shows, for those who do not see it.
    width : int
        On the screen in pixels, 560 at most; less where there is less room.
    height : str
        On the screen, as CSS writes it; in proportion when not given.

    Returns
    -------
    str
        HTML for `st.html`.
    """
    return picture(
        sheet,
        alt=alt,
        width=min(MAX_WIDTH_PIXELS, width),
        height=height,
        css_class="lab-sheet lab-pixelated",
    )


def signed_picture(values: np.ndarray, largest: float | None = None) -> np.ndarray:
    """Color numbers around zero.

    Parameters
    ----------
    values : float array of shape (height, width)
        Of either sign.
    largest : float, optional
        What gets the full color; the largest of these values when not given.

    Returns
    -------
    uint8 array of shape (height, width, 3)
        White at 0, vermilion above, blue below.
    """
    full = (largest if largest is not None else float(np.abs(values).max())) or 1.0
    strength = np.minimum(np.abs(values) / full, 1)[..., None]
    color = np.where(values[..., None] > 0, rgb(POSITIVE), rgb(NEGATIVE))
    return (255 * (1 - strength) + color * strength).round().astype(np.uint8)


def tile_signed(maps: np.ndarray, largest: float, zoom: int) -> np.ndarray:
    """Lay signed maps beside and below each other, on one scale around zero.

    Parameters
    ----------
    maps : float array of shape (units, height, width)
        At least one.
    largest : float
        The value that gets the full color.
    zoom : int
        How many pixels wide and high each number is drawn. Frames and gaps are not zoomed, so
        that they stay fine beside a kernel of three by three.

    Returns
    -------
    uint8 array of shape (height of all, width of all, 3)
        At most eight in a row. Each has a gray frame of one pixel; between two frames there is
        paper.
    """
    count, height, width = len(maps), maps.shape[1] * zoom + 2, maps.shape[2] * zoom + 2
    columns = min(count, MAPS_IN_A_ROW)
    rows = -(-count // columns)
    size = (rows * (height + TILE_GAP) - TILE_GAP, columns * (width + TILE_GAP) - TILE_GAP, 3)
    sheet = np.full(size, PAPER, np.uint8)
    for place, values in enumerate(maps):
        down, right = divmod(place, columns)
        top, left = down * (height + TILE_GAP), right * (width + TILE_GAP)
        drawn = signed_picture(values, largest).repeat(zoom, axis=0).repeat(zoom, axis=1)
        sheet[top : top + height, left : left + width] = FRAME
        sheet[top + 1 : top + height - 1, left + 1 : left + width - 1] = drawn
    return sheet
