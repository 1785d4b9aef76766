"""Numbers in words, never with an exponent: most who read 1e-05 have not met it before."""

from __future__ import annotations

import math


def short_number(value: float, digits: int = 3) -> str:
    """Write a number with so many digits that count: "0.0000312", "1,234"."""
    if not math.isfinite(value) or value == 0:
        return f"{value:g}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    written = f"{value:,.{decimals}f}"
    return written.rstrip("0").rstrip(".") if decimals else written


def exact_number(value: float) -> str:
    """Write a number that somebody chose, so that two different ones are never written alike."""
    return short_number(value, 6)
