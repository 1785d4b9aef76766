"""RMSprop: gradients divided by their recent size."""

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


class RMSprop(Optimizer):
    r"""Divide each gradient by the root of the running mean of its squares.

    :math:`s \leftarrow \alpha s + (1 - \alpha) g^2`, then
    :math:`w \leftarrow w - \eta g / (\sqrt s + \epsilon)`. T. Tieleman, G. Hinton, "Lecture 6.5:
    rmsprop" (2012).

    Parameters
    ----------
    alpha : float
        The fraction of the past that the mean keeps.
    eps : float
        Against a division by 0.
    momentum : float
        The fraction of the last direction that is kept.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        *,
        lr: float,
        alpha: float = 0.99,
        eps: float = 1e-8,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            parameters,
            state_names=["square_avg", *(["momentum_buffer"] if momentum else [])],
            lr=lr,
            weight_decay=weight_decay,
            alpha=alpha,
            eps=eps,
            momentum=momentum,
        )

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        if decay := settings["weight_decay"]:
            gradients = gradients.add(weights, alpha=decay)
        squares = self.flat_state["square_avg"].mul_(settings["alpha"])
        squares.addcmul_(gradients, gradients, value=1 - settings["alpha"])
        size = squares.sqrt().add_(settings["eps"])
        if momentum := settings["momentum"]:
            direction = self.flat_state["momentum_buffer"].mul_(momentum).addcdiv_(gradients, size)
            weights.add_(direction, alpha=-rate)
        else:
            weights.addcdiv_(gradients, size, value=-rate)

    @staticmethod
    def explain(
        settings: Settings, weight: float, gradient: float, state: WeightState
    ) -> list[FormulaLine]:
        """Write the rule out for one weight."""
        lines, g = with_decay(settings, weight, gradient)
        smooth, tiny, momentum = (settings[name] for name in ("alpha", "eps", "momentum"))
        old = state.get("square_avg", 0.0)
        square = smooth * old + (1 - smooth) * g**2
        numbers = f"{written(smooth)} * {written(old)} + {written(1 - smooth)} * {written(g)}^2"
        lines.append(FormulaLine("mean of squares", "s = a * s + (1 - a) * g^2", numbers, square))
        direction = g / (math.sqrt(square) + tiny)
        numbers = f"{written(g)} / (sqrt({written(square)}) + {written(tiny)})"
        lines.append(FormulaLine("scaled gradient", "d = g / (sqrt(s) + e)", numbers, direction))
        if momentum:
            before = state.get("momentum_buffer", 0.0)
            numbers = f"{written(momentum)} * {written(before)} + {written(direction)}"
            direction = momentum * before + direction
            formula = "d = momentum * d + scaled gradient"
            lines.append(FormulaLine("direction", formula, numbers, direction))
        return [*lines, new_weight(settings, weight, direction, "d")]
