"""An optimizer's update of one weight, written out as arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from core.optimization import OPTIMIZERS, AnyOptimizer, Optimizer
from core.optimization.formula import FormulaLine, WeightState


def state_of_weight(state: Mapping[str, Any], index: tuple[int, ...]) -> dict[str, float]:
    """Read the optimizer state of one weight from that of its whole parameter.

    What the optimizer does not have yet is missing.
    """
    found = {}
    for name, value in state.items():
        if isinstance(value, torch.Tensor):
            found[name] = float(value[index] if value.dim() else value)
    return found


def explain_update(
    optimizer: AnyOptimizer, weight: float, gradient: float, state: WeightState
) -> list[FormulaLine]:
    """Write out one weight's update, all numbers as they are before the step.

    The optimizer is one of ours, or of PyTorch's that `OPTIMIZERS` names; its first group's
    settings count. The last line is the new weight; it equals PyTorch's except for rounding.

    Raises
    ------
    KeyError
        For an optimizer of PyTorch's whose formula is not written out.
    """
    settings = optimizer.param_groups[0]
    if isinstance(optimizer, Optimizer):
        return optimizer.explain(settings, weight, gradient, state)
    rules = {spec.pytorch_name: spec.optimizer_class for spec in OPTIMIZERS.values()}
    return rules[type(optimizer).__name__].explain(settings, weight, gradient, state)
