"""Adadelta: steps that find their own scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from torch import Tensor, nn

from core.optimization.formula import (
    FormulaLine,
    Settings,
    WeightState,
    new_weight,
    with_decay,
    written,
)
from core.optimization.optimizer import Optimizer


class Adadelta(Optimizer):
    r"""Scale gradients by their recent size, and steps by the size of recent steps.

    :math:`d = g \sqrt{u + \epsilon} / \sqrt{s + \epsilon}`, where s and u are running means of
    the squares of g and of d. M. Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (2012),
    algorithm 1, with a learning rate of 1.

    Parameters
    ----------
    rho : float
        The fraction of the past that both means keep.
    eps : float
        Against a division by 0, and to make the first step larger than none.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        *,
        lr: float,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            parameters,
            state_names=["square_avg", "acc_delta"],
            lr=lr,
            weight_decay=weight_decay,
            rho=rho,
            eps=eps,
        )

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        keep, tiny = settings["rho"], settings["eps"]
        if decay := settings["weight_decay"]:
            gradients = gradients.add(weights, alpha=decay)
        squares, steps = self.flat_state["square_avg"], self.flat_state["acc_delta"]
        squares.mul_(keep).addcmul_(gradients, gradients, value=1 - keep)
        size = squares.add(tiny).sqrt_()
        direction = steps.add(tiny).sqrt_().div_(size).mul_(gradients)
        steps.mul_(keep).addcmul_(direction, direction, value=1 - keep)
        weights.add_(direction, alpha=-rate)

    @staticmethod
    def explain(
        settings: Settings, weight: float, gradient: float, state: WeightState
    ) -> list[FormulaLine]:
        """Write the rule out for one weight."""
        lines, g = with_decay(settings, weight, gradient)
        smooth, tiny = settings["rho"], settings["eps"]
        old, old_steps = state.get("square_avg", 0.0), state.get("acc_delta", 0.0)
        square = smooth * old + (1 - smooth) * g**2
        direction = math.sqrt(old_steps + tiny) / math.sqrt(square + tiny) * g
        return [
            *lines,
            FormulaLine(
                "mean of squared gradients",
                "s = r * s + (1 - r) * g^2",
                f"{written(smooth)} * {written(old)} + {written(1 - smooth)} * {written(g)}^2",
                square,
            ),
            FormulaLine(
                "scaled gradient",
                "d = sqrt(u + e) / sqrt(s + e) * g",
                f"sqrt({written(old_steps)} + {written(tiny)}) / "
                f"sqrt({written(square)} + {written(tiny)}) * {written(g)}",
                direction,
            ),
            new_weight(settings, weight, direction, "d"),
        ]
