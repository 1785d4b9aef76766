"""A network as a drawing: feature maps as stacks of squares, vectors as columns."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.data import IMAGE_SIZE
from core.models import LayerRow

BLUE = "#2B86C0"
MAX_SHEETS = 8
SHEET_OFFSET = 4
MIN_SIDE_PIXELS, MAX_SIDE_PIXELS = 14, 96
MIN_COLUMN_PIXELS, MAX_COLUMN_PIXELS = 18, 150
COLUMN_WIDTH = 18
# A vector of this length, or longer, gets the longest column.
MAX_VECTOR_LENGTH = 1568


@dataclass(frozen=True, slots=True)
class Block:
    """What is drawn as one thing: an output and the layers that lead to it.

    Attributes
    ----------
    shape : tuple of int
        Channels, height, width; or the length of a vector.
    layers : list of str
        Names of the layers on the way to it.
    """

    shape: tuple[int, ...]
    layers: list[str] = field(default_factory=list)


def group_into_blocks(rows: Sequence[LayerRow]) -> list[Block]:
    """Put layers together that do not change the shape.

    Parameters
    ----------
    rows : sequence of LayerRow
        From :func:`core.models.summarize`.

    Returns
    -------
    list of Block
        The image first, the ten logits last.
    """
    blocks = [Block((1, 28, 28), ["Image"])]
    for row in rows:
        same_shape = row.output_shape == blocks[-1].shape
        if same_shape and (not row.parameters or row.kind.startswith("BatchNorm")):
            blocks[-1].layers.append(row.kind)
        else:
            blocks.append(Block(row.output_shape, [row.kind]))
    return blocks


def _sheet(left: float, top: float, width: float, height: float) -> str:
    return (
        f'<div style="position:absolute;left:{left:.0f}px;top:{top:.0f}px;width:{width:.0f}px;'
        f"height:{height:.0f}px;box-sizing:border-box;border:1px solid {BLUE};"
        f'border-radius:3px;background:{BLUE}40"></div>'
    )


def _draw(shape: tuple[int, ...]) -> str:
    """Draw one output: a stack of feature maps, or a column for a vector."""
    if len(shape) == 3:
        sheets = min(shape[0], MAX_SHEETS)
        side = MIN_SIDE_PIXELS + (MAX_SIDE_PIXELS - MIN_SIDE_PIXELS) * shape[1] / IMAGE_SIZE
        width = height = side + SHEET_OFFSET * (sheets - 1)
        drawn = "".join(
            _sheet(SHEET_OFFSET * k, SHEET_OFFSET * k, side, side) for k in range(sheets)
        )
    else:
        share = min(1.0, math.log(shape[0], MAX_VECTOR_LENGTH))
        width = COLUMN_WIDTH
        height = MIN_COLUMN_PIXELS + (MAX_COLUMN_PIXELS - MIN_COLUMN_PIXELS) * share
        drawn = _sheet(0, 0, width, height)
    return (
        f'<div style="height:{MAX_COLUMN_PIXELS}px;display:flex;align-items:center;'
        f'justify-content:center"><div style="position:relative;width:{width:.0f}px;'
        f'height:{height:.0f}px">{drawn}</div></div>'
    )


def network_diagram(rows: Sequence[LayerRow], title: str) -> str:
    """Draw a network from left to right.

    Parameters
    ----------
    rows : sequence of LayerRow
        From :func:`core.models.summarize`.
    title : str
        What the drawing shows, for those who do not see it.

    Returns
    -------
    str
        HTML for `st.html` that takes the colors of the page and continues in a new row
        where the page is narrow. Square sides follow height and width, the number of squares
        the channels (8 at most), column heights the logarithm of the length.
    """
    blocks = group_into_blocks(rows)
    parts = []
    for block in blocks:
        shape = " x ".join(str(size) for size in block.shape)
        names = "<br>".join(html.escape(name) for name in block.layers)
        arrow = "" if block is blocks[-1] else "&#8594;"
        parts.append(
            f'<div style="display:flex;gap:.5rem"><div style="min-width:64px;text-align:center;'
            f'line-height:1.35">{_draw(block.shape)}'
            f'<div style="font-size:.85rem;font-weight:600;margin-top:.4rem">{shape}</div>'
            f'<div style="font-size:.8rem;opacity:.8">{names}</div></div>'
            f'<div aria-hidden="true" style="line-height:{MAX_COLUMN_PIXELS}px;opacity:.6">{arrow}'
            "</div></div>"
        )
    return (
        f'<div role="img" aria-label="{html.escape(title, quote=True)}" '
        f'style="display:flex;flex-wrap:wrap;gap:.9rem .5rem;padding:.5rem 0">'
        f"{''.join(parts)}</div>"
    )
