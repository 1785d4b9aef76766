"""Numbers in the sentences of the clinic."""

from __future__ import annotations

import math

from core.data import DIGITS
from core.percent import percent
from core.plain_numbers import short_number

__all__ = ["GUESSING_LOSS", "loss", "norm", "percent", "points", "written"]

GUESSING_LOSS = math.log(DIGITS)


def loss(value: float) -> str:
    """Write a loss in nats: "0.312"."""
    if math.isnan(value):
        return "no number"
    return "infinite" if math.isinf(value) else f"{value:,.3f}"


def norm(value: float) -> str:
    """Write a gradient norm."""
    return "no number" if math.isnan(value) else short_number(value, 2)


def points(difference: float) -> str:
    """Write a difference of two fractions in percentage points, without its sign."""
    return f"{100 * abs(difference):.1f} points"


def written(reading: str, value: float) -> str:
    """Write a value of a reading, a key of `READINGS`, in its unit."""
    if "loss" in reading:
        return loss(value)
    return norm(value) if "norm" in reading else percent(value)
