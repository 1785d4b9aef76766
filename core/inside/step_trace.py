"""One training step with all its numbers recorded."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.models.hooks import record_layers
from core.optimization import Optimizer
from core.training.step import StepReport, take_step

# In units of the weight. In double precision the error of the difference is then about a
# billionth.
NUDGE = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class StepTrace:
    """Everything that happened in one step.

    Attributes
    ----------
    model_before, model_after : nn.Module
        The network before and after the update: copies that belong to the trace alone.
    optimizer_after : Optimizer
        Updates the parameters of ``model_after``.
    inputs, labels : Tensors of shape (n, 1, 28, 28) and (n,)
        The batch, standardized.
    received, outputs : dict
        For each layer's name its input and output for the batch, in the order of the
        forward pass.
    logits, losses : float32 Tensors of shape (n, 10) and (n,)
        Of each image before the update; cross-entropy in nats.
    gradients : dict
        For each parameter's name its gradient.
    state_before, state_after : dict
        For each parameter's name the optimizer state, as plain tensors.
    report : StepReport
        From :func:`core.training.take_step`.
    """

    model_before: nn.Module
    model_after: nn.Module
    optimizer_after: Optimizer
    inputs: Tensor
    labels: Tensor
    received: dict[str, Tensor]
    outputs: dict[str, Tensor]
    logits: Tensor
    losses: Tensor
    gradients: dict[str, Tensor]
    state_before: dict[str, dict[str, Any]]
    state_after: dict[str, dict[str, Any]]
    report: StepReport

    @property
    def values_before(self) -> dict[str, Tensor]:
        """Return the parameters by name before the update."""
        return _values(self.model_before)

    @property
    def values_after(self) -> dict[str, Tensor]:
        """Return the parameters by name after the update."""
        return _values(self.model_after)


def trace_step(model: nn.Module, optimizer: Optimizer, inputs: Tensor, labels: Tensor) -> StepTrace:
    """Take one step with copies of a network and its optimizer, and record it.

    The same :func:`core.training.take_step` that trains takes it. Weights, optimizer state and
    dropout's random generators stay as they are. A batch has inputs of shape (n, 1, 28, 28),
    standardized, and labels of shape (n,).
    """
    before = copy.deepcopy(model)
    # Copied together, so that the new optimizer holds the new parameters.
    after, optimizer_after = copy.deepcopy((model, optimizer))
    received: dict[str, Tensor] = {}
    outputs: dict[str, Tensor] = {}

    def on_layer(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        received[name], outputs[name] = inputs[0].detach(), output.detach()

    state_before = _copy_state(after, optimizer_after)
    with record_layers(after, on_layer):
        report = take_step(after, optimizer_after, inputs, labels)
    logits = list(outputs.values())[-1]
    return StepTrace(
        model_before=before,
        model_after=after,
        optimizer_after=optimizer_after,
        inputs=inputs,
        labels=labels,
        received=received,
        outputs=outputs,
        logits=logits,
        losses=functional.cross_entropy(logits, labels, reduction="none"),
        gradients={
            name: parameter.grad.clone()
            for name, parameter in after.named_parameters()
            if parameter.grad is not None
        },
        state_before=state_before,
        state_after=_copy_state(after, optimizer_after),
        report=report,
    )


def loss_slope(
    model: nn.Module,
    inputs: Tensor,
    labels: Tensor,
    parameter: str,
    index: tuple[int, ...],
    nudge: float = NUDGE,
) -> float:
    """Measure a gradient without calculus: nudge one weight and see what the loss does.

    Central differences, (loss(w + h) - loss(w - h)) / 2h, in double precision: nats per unit of
    the weight at `index` of a named `parameter`. The network stays as it is; in training mode
    dropout draws the same random numbers for both nudges.
    """

    def loss_at(change: float) -> float:
        nudged = copy.deepcopy(model).double()
        with torch.no_grad():
            dict(nudged.named_parameters())[parameter][index] += change
            return functional.cross_entropy(nudged(inputs.double()), labels).item()

    return (loss_at(nudge) - loss_at(-nudge)) / (2 * nudge)


def _values(model: nn.Module) -> dict[str, Tensor]:
    return {name: parameter.detach() for name, parameter in model.named_parameters()}


def _copy_state(model: nn.Module, optimizer: Optimizer) -> dict[str, dict[str, Any]]:
    return {
        name: copy.deepcopy(dict(optimizer.state.get(parameter, {})))
        for name, parameter in model.named_parameters()
    }
