"""Shares in words, in a file that needs nothing: Home writes them before PyTorch is loaded."""

from __future__ import annotations

import math


def percent(share: float) -> str:
    """Write a share with one decimal: "97.4 %"; nothing is rounded to all or none."""
    if math.isnan(share):
        return "no number"
    if 0 < share < 0.0005:
        return "< 0.1 %"
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return f"{share * 100:.1f} %"


def chance(classes: int) -> str:
    """Write what guessing among so many classes reaches: "10 %", "3.8 %"."""
    return f"{100 / classes:.2g} %"
