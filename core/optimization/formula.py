"""What an optimizer does with one weight, written out as arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What an optimizer keeps of one weight, by name: plain numbers; what it has not got is missing.
WeightState = Mapping[str, float]
# The numbers of a rule by name: ``lr``, ``weight_decay`` and its own.
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """One line of arithmetic: what it computes, in symbols, with numbers, and the result."""

    name: str
    formula: str
    numbers: str
    value: float


def written(number: float) -> str:
    """Write a number with six digits, so that it may stand anywhere in a formula."""
    return f"({number:.6g})" if number < 0 else f"{number:.6g}"


def with_decay(
    settings: Settings, weight: float, gradient: float
) -> tuple[list[FormulaLine], float]:
    """Add weight decay to the gradient, where there is any; return the line and the sum."""
    decay = settings["weight_decay"]
    if not decay:
        return [], gradient
    value = gradient + decay * weight
    numbers = f"{written(gradient)} + {decay:g} * {written(weight)}"
    line = FormulaLine("gradient with weight decay", "g = gradient + decay * w", numbers, value)
    return [line], value


def new_weight(settings: Settings, weight: float, direction: float, symbol: str) -> FormulaLine:
    """Write the last line of most rules: the weight moves against a direction."""
    rate = settings["lr"]
    return FormulaLine(
        "new weight",
        f"w = w - rate * {symbol}",
        f"{written(weight)} - {rate:g} * {written(direction)}",
        weight - rate * direction,
    )
