"""Source with some of its lines marked, which `st.code` cannot do."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence

MARKED = "background:#0072B233;border-left:4px solid #0072B2;font-weight:700"
PLAIN = "border-left:4px solid transparent"


def marked_source(
    lines: Sequence[str],
    marked: Collection[int],
    *,
    alt: str,
    height: int | None = None,
    numbered: bool = False,
) -> str:
    """Write source as HTML.

    Parameters
    ----------
    lines : sequence of str
        The source.
    marked : collection of int
        Which lines, counted from 0; each has a border and a shade.
    alt : str
        What the source is, for those who do not see it.
    height : int, optional
        In pixels; longer source is scrolled. As high as the source when not given.
    numbered : bool
        Whether each line begins with its number, counted from 1.

    Returns
    -------
    str
        HTML for `st.html`.
    """
    rows = []
    for place, line in enumerate(lines):
        here = place in marked
        mark = ' aria-current="step"' if here else ""
        # Nobody can copy or read aloud a number that belongs to the style.
        number = (
            f'<span aria-hidden="true" style="display:inline-block;width:2.2rem;opacity:.55;'
            f'user-select:none">{place + 1}</span>'
            if numbered
            else ""
        )
        rows.append(
            f'<div{mark} style="{MARKED if here else PLAIN};padding:0 .5rem">'
            f"{number}{html.escape(line) or '&nbsp;'}</div>"
        )
    scroll = f"max-height:{height}px;overflow-y:auto;" if height else ""
    return (
        f'<div tabindex="0" role="group" aria-label="{html.escape(alt, quote=True)}" '
        'style="border:1px solid #8888;border-radius:6px;padding:.5rem 0;'
        f"{scroll}white-space:pre-wrap;overflow-wrap:anywhere;"
        f'font-family:monospace;font-size:.8rem;line-height:1.55">{"".join(rows)}</div>'
    )
