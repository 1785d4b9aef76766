"""Adam and AdamW: each weight gets a step size of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from torch import Tensor, nn

from core.optimization.formula import FormulaLine, Settings, WeightState, with_decay, written
from core.optimization.optimizer import Optimizer


class Adam(Optimizer):
    r"""Divide a running mean of the gradients by the root of one of their squares.

    Both means begin at 0 and are corrected for it:
    :math:`w \leftarrow w - \eta \, \hat m / (\sqrt{\hat v} + \epsilon)` with
    :math:`\hat m = m / (1 - \beta_1^t)` and :math:`\hat v = v / (1 - \beta_2^t)`. D. Kingma,
    J. Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1.

    Parameters
    ----------
    betas : tuple of two float
        The fractions of the past that the two means keep.
    eps : float
        Against a division by 0.
    weight_decay : float
        The fraction of each weight that is added to its gradient.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        *,
        lr: float,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            parameters,
            state_names=["exp_avg", "exp_avg_sq"],
            lr=lr,
            weight_decay=weight_decay,
            betas=betas,
            eps=eps,
        )

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        if decay := settings["weight_decay"]:
            gradients = gradients.add(weights, alpha=decay)
        self._adapted_step(weights, gradients, rate, settings)

    def _adapted_step(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        beta_1, beta_2 = settings["betas"]
        mean = self.flat_state["exp_avg"].lerp_(gradients, 1 - beta_1)
        squares = self.flat_state["exp_avg_sq"].mul_(beta_2)
        squares.addcmul_(gradients, gradients, value=1 - beta_2)
        # Both corrections are plain numbers, so they cost no operation over all weights.
        correction_1 = 1 - beta_1**self.steps
        correction_2 = math.sqrt(1 - beta_2**self.steps)
        scale = squares.sqrt().div_(correction_2).add_(settings["eps"])
        weights.addcdiv_(mean, scale, value=-rate / correction_1)

    @staticmethod
    def explain(
        settings: Settings, weight: float, gradient: float, state: WeightState
    ) -> list[FormulaLine]:
        """Write the rule out for one weight."""
        lines, g = with_decay(settings, weight, gradient)
        return lines + adaptive_lines(settings, weight, g, state)


class AdamW(Adam):
    r"""Adam with weight decay kept apart from the gradient.

    :math:`w \leftarrow (1 - \eta \lambda) w` before the step, so that weights with large
    gradients are pulled as strongly as others. I. Loshchilov, F. Hutter, "Decoupled Weight
    Decay Regularization" (2019), algorithm 2.
    """

    def _update(
        self, weights: Tensor, gradients: Tensor, rate: float, settings: Mapping[str, Any]
    ) -> None:
        if decay := settings["weight_decay"]:
            weights.mul_(1 - rate * decay)
        self._adapted_step(weights, gradients, rate, settings)

    @staticmethod
    def explain(
        settings: Settings, weight: float, gradient: float, state: WeightState
    ) -> list[FormulaLine]:
        """Write the rule out for one weight."""
        rate, decay = settings["lr"], settings["weight_decay"]
        if not decay:
            return adaptive_lines(settings, weight, gradient, state)
        shrunk = weight * (1 - rate * decay)
        numbers = f"{written(weight)} * (1 - {written(rate)} * {written(decay)})"
        line = FormulaLine("weight after decay", "w = w * (1 - rate * decay)", numbers, shrunk)
        return [line, *adaptive_lines(settings, shrunk, gradient, state)]


def adaptive_lines(
    settings: Settings, weight: float, g: float, state: WeightState
) -> list[FormulaLine]:
    """Write out both moments, their corrections, and the step that they give."""
    first, second = settings["betas"]
    step = state.get("step", 0.0) + 1
    m_old, v_old = state.get("exp_avg", 0.0), state.get("exp_avg_sq", 0.0)
    m, v = first * m_old + (1 - first) * g, second * v_old + (1 - second) * g**2
    m_hat, v_hat = m / (1 - first**step), v / (1 - second**step)
    rate, tiny = settings["lr"], settings["eps"]
    return [
        FormulaLine(
            "first moment",
            "m = b1 * m + (1 - b1) * g",
            f"{written(first)} * {written(m_old)} + {written(1 - first)} * {written(g)}",
            m,
        ),
        FormulaLine(
            "second moment",
            "v = b2 * v + (1 - b2) * g^2",
            f"{written(second)} * {written(v_old)} + {written(1 - second)} * {written(g)}^2",
            v,
        ),
        FormulaLine(
            "bias-corrected first moment",
            "m' = m / (1 - b1^t)",
            f"{written(m)} / (1 - {written(first)}^{step:.0f})",
            m_hat,
        ),
        FormulaLine(
            "bias-corrected second moment",
            "v' = v / (1 - b2^t)",
            f"{written(v)} / (1 - {written(second)}^{step:.0f})",
            v_hat,
        ),
        FormulaLine(
            "new weight",
            "w = w - rate * m' / (sqrt(v') + e)",
            f"{written(weight)} - {written(rate)} * {written(m_hat)}"
            f" / (sqrt({written(v_hat)}) + {written(tiny)})",
            weight - rate * m_hat / (math.sqrt(v_hat) + tiny),
        ),
    ]
