"""What an optimizer does with one weight, written out as arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.plain_numbers import short_number

# What an optimizer keeps of one weight, by name: plain numbers; what it has not got is missing.
WeightState = Mapping[str, float]
# The numbers of a rule by name: ``lr``, ``weight_decay`` and its own.
Settings = Mapping[str, Any]
# Beyond these so many zeros would have to be counted that a power of ten is easier.
TINY, HUGE = 1e-9, 1e12


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """One line of arithmetic: what it computes, in symbols, with numbers, and the result."""

    name: str
    formula: str
    numbers: str
    value: float

    @property
    def result(self) -> str:
        """The value as it is written, with two digits more than the numbers it comes from."""
        return _digits(self.value, 8)


def _digits(number: float, count: int) -> str:
    if math.isfinite(number) and number and not TINY <= abs(number) < HUGE:
        power = math.floor(math.log10(abs(number)))
        return f"{short_number(number / 10.0**power, count)} * 10^{power}"
    # Two numbers would be read where a comma stands.
    return short_number(number, count).replace(",", "")


def written(number: float) -> str:
    """Write a number with six digits, so that it may stand anywhere in a formula."""
    digits = _digits(number, 6)
    return f"({digits})" if number < 0 or "*" in digits else digits


def with_decay(
    settings: Settings, weight: float, gradient: float
) -> tuple[list[FormulaLine], float]:
    """Add weight decay to the gradient, where there is any; return the line and the sum."""
    decay = settings["weight_decay"]
    if not decay:
        return [], gradient
    value = gradient + decay * weight
    numbers = f"{written(gradient)} + {written(decay)} * {written(weight)}"
    line = FormulaLine("gradient with weight decay", "g = gradient + decay * w", numbers, value)
    return [line], value


def new_weight(settings: Settings, weight: float, direction: float, symbol: str) -> FormulaLine:
    """Write the last line of most rules: the weight moves against a direction."""
    rate = settings["lr"]
    return FormulaLine(
        "new weight",
        f"w = w - rate * {symbol}",
        f"{written(weight)} - {written(rate)} * {written(direction)}",
        weight - rate * direction,
    )
