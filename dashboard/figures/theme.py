"""The words in figures: dark on light paper and light on dark, at least 4.5 to 1.

Streamlit's own gray leaves 3.6 to 1 on light paper. Altair writes this into every figure.
"""

from __future__ import annotations

import altair as alt

from dashboard.figures.palette import PAPER, WORDS_ON_DARK, WORDS_ON_LIGHT

# Decided in the browser: the server does not surely know which theme a visitor looks at.
WORDS = alt.ExprRef(
    f"luminance(background || '{PAPER}') > 0.2 ? '{WORDS_ON_LIGHT}' : '{WORDS_ON_DARK}'"
)


@alt.theme.register("digit_lab", enable=False)
def _digit_lab() -> alt.theme.ThemeConfig:
    written = {"labelColor": WORDS.to_dict(), "titleColor": WORDS.to_dict()}
    return {"config": {"axis": written, "legend": written, "header": written}}  # type: ignore[typeddict-item]


def use_theme() -> None:
    """Write the theme into the figures that are made from now on, for all visitors."""
    if alt.theme.active != "digit_lab":
        alt.theme.enable("digit_lab")
