"""What an optimizer does with one weight, written out as arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from core.optimization import AnyOptimizer

WeightState = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """One line of arithmetic.

    Attributes
    ----------
    name : str
        What it computes.
    formula : str
        How, in symbols.
    numbers : str
        The same with numbers.
    value : float
        The result.
    """

    name: str
    formula: str
    numbers: str
    value: float


def state_of_weight(state: Mapping[str, Any], index: tuple[int, ...]) -> dict[str, float]:
    """Take out what an optimizer remembers of one weight.

    Parameters
    ----------
    state : mapping
        What it remembers of the whole parameter: tensors of its shape, and counters.
    index : tuple of int
        Which weight.

    Returns
    -------
    dict
        Plain numbers; what it does not know yet is missing.
    """
    found = {}
    for name, value in state.items():
        if isinstance(value, torch.Tensor):
            found[name] = float(value[index] if value.dim() else value)
    return found


def explain_update(
    optimizer: AnyOptimizer, weight: float, gradient: float, state: WeightState
) -> list[FormulaLine]:
    """Write out one weight's update.

    Parameters
    ----------
    optimizer : Optimizer
        Ours or PyTorch's, of a class whose name is in `UPDATES`; its first group's settings count.
    weight : float
        Before the step.
    gradient : float
        What the backward pass gave.
    memory : mapping
        From :func:`remembered`, before the step.

    Returns
    -------
    list of Line
        The last one is the new weight; it equals PyTorch's but for rounding.

    Raises
    ------
    KeyError
        For a class of optimizer that nobody has written out.
    """
    return UPDATES[type(optimizer).__name__](optimizer.param_groups[0], weight, gradient, state)


def _written(number: float) -> str:
    """Write a number with six digits, so that it may stand anywhere in a formula."""
    return f"({number:.6g})" if number < 0 else f"{number:.6g}"


def _decayed(
    group: Mapping[str, Any], weight: float, gradient: float
) -> tuple[list[FormulaLine], float]:
    """Add weight decay to the gradient, where there is any."""
    decay = group["weight_decay"]
    if not decay:
        return [], gradient
    value = gradient + decay * weight
    numbers = f"{_written(gradient)} + {decay:g} * {_written(weight)}"
    return [
        FormulaLine("gradient with weight decay", "g = gradient + decay * w", numbers, value)
    ], value


def _sgd(
    group: Mapping[str, Any], weight: float, gradient: float, state: WeightState
) -> list[FormulaLine]:
    lines, g = _decayed(group, weight, gradient)
    rate, momentum = group["lr"], group["momentum"]
    direction = g
    if momentum:
        # The first step has nothing to remember.
        old = state.get("momentum_buffer")
        direction = g if old is None else momentum * old + g
        past = "" if old is None else f"{momentum:g} * {_written(old)} + "
        numbers = past + _written(g)
        formula = "v = g" if old is None else "v = momentum * v + g"
        lines.append(FormulaLine("direction", formula, numbers, direction))
    symbol = "v" if momentum else "g"
    lines.append(
        FormulaLine(
            "new weight",
            f"w = w - rate * {symbol}",
            f"{_written(weight)} - {rate:g} * {_written(direction)}",
            weight - rate * direction,
        )
    )
    return lines


def _adam_moments(
    group: Mapping[str, Any], g: float, state: WeightState
) -> tuple[list[FormulaLine], float, float]:
    first, second = group["betas"]
    step = state.get("step", 0.0) + 1
    m_old, v_old = state.get("exp_avg", 0.0), state.get("exp_avg_sq", 0.0)
    m = first * m_old + (1 - first) * g
    v = second * v_old + (1 - second) * g**2
    m_hat, v_hat = m / (1 - first**step), v / (1 - second**step)
    lines = [
        FormulaLine(
            "first moment",
            "m = b1 * m + (1 - b1) * g",
            f"{first:g} * {_written(m_old)} + {1 - first:.6g} * {_written(g)}",
            m,
        ),
        FormulaLine(
            "second moment",
            "v = b2 * v + (1 - b2) * g^2",
            f"{second:g} * {_written(v_old)} + {1 - second:.6g} * {_written(g)}^2",
            v,
        ),
        FormulaLine(
            "bias-corrected first moment",
            "m' = m / (1 - b1^t)",
            f"{_written(m)} / (1 - {first:g}^{step:.0f})",
            m_hat,
        ),
        FormulaLine(
            "bias-corrected second moment",
            "v' = v / (1 - b2^t)",
            f"{_written(v)} / (1 - {second:g}^{step:.0f})",
            v_hat,
        ),
    ]
    return lines, m_hat, v_hat


def _adaptive_step(
    group: Mapping[str, Any], weight: float, m_hat: float, v_hat: float
) -> FormulaLine:
    rate, tiny = group["lr"], group["eps"]
    return FormulaLine(
        "new weight",
        "w = w - rate * m' / (sqrt(v') + e)",
        f"{_written(weight)} - {rate:g} * {_written(m_hat)} / (sqrt({_written(v_hat)}) + {tiny:g})",
        weight - rate * m_hat / (math.sqrt(v_hat) + tiny),
    )


def _adam(
    group: Mapping[str, Any], weight: float, gradient: float, state: WeightState
) -> list[FormulaLine]:
    lines, g = _decayed(group, weight, gradient)
    moments, m_hat, v_hat = _adam_moments(group, g, state)
    return [*lines, *moments, _adaptive_step(group, weight, m_hat, v_hat)]


def _adamw(
    group: Mapping[str, Any], weight: float, gradient: float, state: WeightState
) -> list[FormulaLine]:
    lines: list[FormulaLine] = []
    rate, decay = group["lr"], group["weight_decay"]
    if decay:
        shrunk = weight * (1 - rate * decay)
        numbers = f"{_written(weight)} * (1 - {rate:g} * {decay:g})"
        lines.append(
            FormulaLine("weight after decay", "w = w * (1 - rate * decay)", numbers, shrunk)
        )
        weight = shrunk
    moments, m_hat, v_hat = _adam_moments(group, gradient, state)
    return [*lines, *moments, _adaptive_step(group, weight, m_hat, v_hat)]


def _rmsprop(
    group: Mapping[str, Any], weight: float, gradient: float, state: WeightState
) -> list[FormulaLine]:
    lines, g = _decayed(group, weight, gradient)
    rate, smooth, tiny, momentum = (group[name] for name in ("lr", "alpha", "eps", "momentum"))
    old = state.get("square_avg", 0.0)
    square = smooth * old + (1 - smooth) * g**2
    lines.append(
        FormulaLine(
            "mean of squares",
            "s = a * s + (1 - a) * g^2",
            f"{smooth:g} * {_written(old)} + {1 - smooth:.6g} * {_written(g)}^2",
            square,
        )
    )
    direction = g / (math.sqrt(square) + tiny)
    numbers = f"{_written(g)} / (sqrt({_written(square)}) + {tiny:g})"
    lines.append(FormulaLine("scaled gradient", "d = g / (sqrt(s) + e)", numbers, direction))
    if momentum:
        before = state.get("momentum_buffer", 0.0)
        numbers = f"{momentum:g} * {_written(before)} + {_written(direction)}"
        direction = momentum * before + direction
        lines.append(
            FormulaLine("direction", "d = momentum * d + scaled gradient", numbers, direction)
        )
    lines.append(
        FormulaLine(
            "new weight",
            "w = w - rate * d",
            f"{_written(weight)} - {rate:g} * {_written(direction)}",
            weight - rate * direction,
        )
    )
    return lines


def _adadelta(
    group: Mapping[str, Any], weight: float, gradient: float, state: WeightState
) -> list[FormulaLine]:
    lines, g = _decayed(group, weight, gradient)
    rate, smooth, tiny = group["lr"], group["rho"], group["eps"]
    old, old_steps = state.get("square_avg", 0.0), state.get("acc_delta", 0.0)
    square = smooth * old + (1 - smooth) * g**2
    direction = math.sqrt(old_steps + tiny) / math.sqrt(square + tiny) * g
    return [
        *lines,
        FormulaLine(
            "mean of squared gradients",
            "s = r * s + (1 - r) * g^2",
            f"{smooth:g} * {_written(old)} + {1 - smooth:.6g} * {_written(g)}^2",
            square,
        ),
        FormulaLine(
            "scaled gradient",
            "d = sqrt(u + e) / sqrt(s + e) * g",
            f"sqrt({_written(old_steps)} + {tiny:g}) / sqrt({_written(square)} + {tiny:g})"
            f" * {_written(g)}",
            direction,
        ),
        FormulaLine(
            "new weight",
            "w = w - rate * d",
            f"{_written(weight)} - {rate:g} * {_written(direction)}",
            weight - rate * direction,
        ),
    ]


Explain = Callable[[Mapping[str, Any], float, float, WeightState], list[FormulaLine]]

# By the name of the class, which ours share with PyTorch's.
UPDATES: dict[str, Explain] = {
    "SGD": _sgd,
    "Adam": _adam,
    "AdamW": _adamw,
    "RMSprop": _rmsprop,
    "Adadelta": _adadelta,
}
