"""Stochastic gradient descent, with momentum."""

from __future__ import annotations

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


class SGD(Optimizer):
    r"""Step against the gradient; momentum keeps some of the last direction.

    :math:`v \leftarrow \mu v + g`, then :math:`w \leftarrow w - \eta v`. H. Robbins, S. Monro,
    "A Stochastic Approximation Method" (1951); B. Polyak, "Some methods of speeding up the
    convergence of iteration methods" (1964). Momentum and weight decay are fractions: of the last
    direction that is kept, and of each weight that is added to its gradient.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        *,
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            parameters,
            state_names=["momentum_buffer"] if momentum else [],
            lr=lr,
            weight_decay=weight_decay,
            momentum=momentum,
        )

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        direction = gradients
        if decay := settings["weight_decay"]:
            direction = direction.add(weights, alpha=decay)
        if momentum := settings["momentum"]:
            direction = self.flat_state["momentum_buffer"].mul_(momentum).add_(direction)
        weights.add_(direction, alpha=-rate)

    @staticmethod
    def explain(
        settings: Settings, weight: float, gradient: float, state: WeightState
    ) -> list[FormulaLine]:
        """Write the rule out for one weight."""
        lines, g = with_decay(settings, weight, gradient)
        momentum = settings["momentum"]
        if not momentum:
            return [*lines, new_weight(settings, weight, g, "g")]
        # Before the first step there is no direction yet.
        old = state.get("momentum_buffer")
        direction = g if old is None else momentum * old + g
        past = "" if old is None else f"{written(momentum)} * {written(old)} + "
        formula = "v = g" if old is None else "v = momentum * v + g"
        lines.append(FormulaLine("direction", formula, past + written(g), direction))
        return [*lines, new_weight(settings, weight, direction, "v")]
