"""What the lines of several figures mean, told once above them."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

Look = tuple[str, Sequence[int]]


def _stripes(color: str, dash: Sequence[int]) -> str:
    ink, gap = dash
    return (
        f"repeating-linear-gradient(90deg,{color} 0 {ink}px,transparent {ink}px {ink + gap}px)"
        if gap
        else color
    )


def line_legend(lines: Mapping[str, Look]) -> str:
    """Write a row of lines with their names as HTML for `st.html`.

    Parameters
    ----------
    lines : mapping
        From a name to a color and dashes, as Vega-Lite takes them.
    """
    parts = [
        '<span class="lab-line-name">'
        f'<i class="lab-line" style="background:{_stripes(color, dash)}"></i>'
        f"{html.escape(name)}</span>"
        for name, (color, dash) in lines.items()
    ]
    return f'<div class="lab-line-legend">{"".join(parts)}</div>'
