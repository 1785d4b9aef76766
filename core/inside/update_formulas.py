"""What an optimizer does with one weight, written out as arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from core.optimization import OPTIMIZERS, AnyOptimizer, Optimizer
from core.optimization.formula import FormulaLine, WeightState


def state_of_weight(state: Mapping[str, Any], index: tuple[int, ...]) -> dict[str, float]:
    """Pick what an optimizer keeps of one weight.

    Parameters
    ----------
    state : mapping
        What it keeps of the whole parameter: tensors of its shape, and counters.
    index : tuple of int
        Which weight.

    Returns
    -------
    dict
        Plain numbers; what the optimizer does not have yet is missing.
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
        One of ours, or of PyTorch's that `OPTIMIZERS` names; its first group's settings count.
    weight : float
        Before the step.
    gradient : float
        What the backward pass gave.
    state : mapping
        From :func:`state_of_weight`, before the step.

    Returns
    -------
    list of FormulaLine
        The last one is the new weight; it equals PyTorch's but for rounding.

    Raises
    ------
    KeyError
        For an optimizer of PyTorch's that nobody has written out.
    """
    settings = optimizer.param_groups[0]
    if isinstance(optimizer, Optimizer):
        return optimizer.explain(settings, weight, gradient, state)
    rules = {spec.pytorch_name: spec.optimizer_class for spec in OPTIMIZERS.values()}
    return rules[type(optimizer).__name__].explain(settings, weight, gradient, state)
