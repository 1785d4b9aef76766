"""A network as a drawing: feature maps as stacks of squares, vectors as columns."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.data import IMAGE_SIZE
from core.models import LayerRow

MAX_MAPS = 8
MAP_OFFSET = 4
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
    """Group layers that do not change the shape.

    Parameters
    ----------
    rows : sequence of LayerRow
        From :func:`core.models.summarize`.

    Returns
    -------
    list of Block
        The image first, the ten logits last.
    """
    blocks = [Block((1, IMAGE_SIZE, IMAGE_SIZE), ["Image"])]
    for row in rows:
        same_shape = row.output_shape == blocks[-1].shape
        if same_shape and (not row.parameters or row.kind.startswith("BatchNorm")):
            blocks[-1].layers.append(row.kind)
        else:
            blocks.append(Block(row.output_shape, [row.kind]))
    return blocks


def _map(offset: int, width: float, height: float) -> str:
    return (
        f'<div class="lab-map" style="left:{offset}px;top:{offset}px;'
        f'width:{width:.0f}px;height:{height:.0f}px"></div>'
    )


def _draw(shape: tuple[int, ...]) -> str:
    """Draw one output: a stack of feature maps, or a column for a vector."""
    if len(shape) == 3:
        maps = min(shape[0], MAX_MAPS)
        side = MIN_SIDE_PIXELS + (MAX_SIDE_PIXELS - MIN_SIDE_PIXELS) * shape[1] / IMAGE_SIZE
        width = height = side + MAP_OFFSET * (maps - 1)
        drawn = "".join(_map(MAP_OFFSET * place, side, side) for place in range(maps))
    else:
        fraction = min(1.0, math.log(shape[0], MAX_VECTOR_LENGTH))
        width = COLUMN_WIDTH
        height = MIN_COLUMN_PIXELS + (MAX_COLUMN_PIXELS - MIN_COLUMN_PIXELS) * fraction
        drawn = _map(0, width, height)
    return (
        f'<div class="lab-block-place" style="height:{MAX_COLUMN_PIXELS}px">'
        f'<div class="lab-block-drawing" style="width:{width:.0f}px;height:{height:.0f}px">'
        f"{drawn}</div></div>"
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
            f'<div class="lab-network-step"><div class="lab-block">{_draw(block.shape)}'
            f'<div class="lab-block-shape">{shape}</div>'
            f'<div class="lab-block-layers">{names}</div></div>'
            f'<div class="lab-arrow" style="line-height:{MAX_COLUMN_PIXELS}px" '
            f'aria-hidden="true">{arrow}</div></div>'
        )
    return (
        f'<div class="lab-network" role="img" aria-label="{html.escape(title, quote=True)}">'
        f"{''.join(parts)}</div>"
    )
