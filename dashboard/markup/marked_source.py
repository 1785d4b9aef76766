"""Source with some of its lines marked, which `st.code` cannot do."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence


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
        mark = ' aria-current="step" class="lab-marked"' if place in marked else ""
        number = (
            f'<span class="lab-line-number" aria-hidden="true">{place + 1}</span>'
            if numbered
            else ""
        )
        rows.append(f"<div{mark}>{number}{html.escape(line) or '&nbsp;'}</div>")
    limit = f' style="max-height:{height}px"' if height else ""
    return (
        f'<div class="lab-source" tabindex="0" role="group" '
        f'aria-label="{html.escape(alt, quote=True)}"{limit}>{"".join(rows)}</div>'
    )
