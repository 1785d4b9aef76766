"""What takes room on the disk, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import CONTEXT, MAIN
from dashboard.figures.theme import WORDS
from dashboard.wording import data_size

MEGABYTE = 1e6
WORDS_PIXELS = 48
NEEDED, MOMENTS = "needed to go on", "moments"


@dataclass(frozen=True, slots=True)
class Portion:
    """Something that takes room on the disk.

    Attributes
    ----------
    title : str
        What it is.
    size : int
        Bytes, of which `moments` bytes are snapshots between the beginning and the end of a run.
    """

    title: str
    size: int
    moments: int = 0


@cache
def _spec() -> dict[str, Any]:
    titles = alt.Y("title:N", sort=None, title=None, axis=alt.Axis(labelLimit=140))
    base = alt.Chart(ROWS).encode(y=titles)
    bars = base.mark_bar(height=18).encode(
        x=alt.X("megabytes:Q", title="MB on the server's disk", stack="zero"),
        color=alt.Color(
            "part:N",
            title=None,
            scale=alt.Scale(domain=[NEEDED, MOMENTS], range=[MAIN, CONTEXT]),
            legend=alt.Legend(orient="top"),
        ),
        order=alt.Order("place:Q"),
        tooltip=[
            alt.Tooltip("title:N", title="What"),
            alt.Tooltip("part:N", title="Of it"),
            alt.Tooltip("megabytes:Q", title="MB", format=",.2f"),
        ],
    )
    words = base.mark_text(align="left", dx=6, color=WORDS).encode(
        x=alt.X("end:Q", scale=alt.Scale(zero=True)), text="words:N"
    )
    layers = alt.layer(bars, words, data=ROWS)
    # The words of the longest bar stand right of the axis.
    return layers.properties(height=alt.Step(28), padding={"right": WORDS_PIXELS}).to_dict()


def disk_space_figure(portions: Sequence[Portion]) -> Figure:
    """Draw a bar for each portion, its moments apart, with its size in words."""
    rows = []
    for portion in portions:
        parts = {NEEDED: portion.size - portion.moments, MOMENTS: portion.moments}
        for place, (part, size) in enumerate(parts.items()):
            rows.append(
                {
                    "title": portion.title,
                    "part": part,
                    "place": place,
                    "megabytes": size / MEGABYTE,
                    "end": portion.size / MEGABYTE,
                    # Once for each bar.
                    "words": data_size(portion.size) if part == NEEDED else "",
                }
            )
    return Figure(pd.DataFrame(rows), _spec())
