"""Axes that several figures share."""

from __future__ import annotations

import altair as alt

# "0.1" and "1,000" on logarithmic axes too, where Vega would write "1e-1" and "1e+3".
PLAIN = ",.7~f"
# "97.5 %" and "98 %", as in sentences; no decimals that an axis does not need.
PERCENT_LABELS = "format(100 * datum.value, '.4~f') + ' %'"
PERCENT = alt.Axis(labelExpr=PERCENT_LABELS)
# All of a fraction's range, so that figures can be compared.
WHOLE = alt.Scale(domain=[0, 1], nice=False)
# The same for figures above each other, so that equal places stand above each other.
AXIS_WIDTH_PIXELS = 40


def fixed_width(axis: alt.Axis) -> alt.Axis:
    """Return a copy of a vertical axis that is exactly `AXIS_WIDTH_PIXELS` wide."""
    fixed = axis.copy()
    fixed.minExtent = fixed.maxExtent = AXIS_WIDTH_PIXELS
    return fixed
