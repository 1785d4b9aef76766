"""One training step, kept number by number."""

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

# Of the weight, when it is nudged to see what the loss does. In double precision the error
# of the difference is then about a billionth.
NUDGE = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class StepTrace:
    """Everything that one step has seen and done.

    Attributes
    ----------
    model_before, model_after : nn.Module
        The network before and after the update; nobody else holds them.
    optimizer_after : Optimizer
        Holds the parameters of ``model_after``.
    inputs : float32 Tensor of shape (n, 1, 28, 28)
        The batch, standardized.
    labels : int64 Tensor of shape (n,)
        The digits it shows.
    received, outputs : dict
        For each layer's name what it got and gave for the batch, in the order of the
        forward pass.
    logits : float32 Tensor of shape (n, 10)
        What the last layer gave.
    losses : float32 Tensor of shape (n,)
        Cross-entropy of each image in nats, before the update.
    gradients : dict
        For each parameter's name its gradient.
    state_before, state_after : dict
        For each parameter's name what the optimizer remembers of it, as plain tensors.
    report : StepReport
        What :func:`core.training.take_step` said.
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
        """The parameters before the update.

        Returns
        -------
        dict
            By name.
        """
        return _values(self.model_before)

    @property
    def values_after(self) -> dict[str, Tensor]:
        """The parameters after the update.

        Returns
        -------
        dict
            By name.
        """
        return _values(self.model_after)


def trace_step(model: nn.Module, optimizer: Optimizer, inputs: Tensor, labels: Tensor) -> StepTrace:
    """Take one step with copies, and keep what every line of it did.

    Parameters
    ----------
    model : nn.Module
        The network; it stays as it is, as do its dropout's random generators.
    optimizer : Optimizer
        Holds the model's parameters; its memory stays as it is.
    inputs : float32 Tensor of shape (n, 1, 28, 28)
        Standardized images.
    labels : int64 Tensor of shape (n,)
        The digits they show.

    Returns
    -------
    StepTrace
        By the same :func:`core.training.take_step` that trains.
    """
    before = copy.deepcopy(model)
    # Copied together, so that the new optimizer holds the new parameters.
    after, optimizer_after = copy.deepcopy((model, optimizer))
    received: dict[str, Tensor] = {}
    outputs: dict[str, Tensor] = {}

    def note(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        received[name], outputs[name] = inputs[0].detach(), output.detach()

    state_before = _memory(after, optimizer_after)
    with record_layers(after, note):
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
        state_after=_memory(after, optimizer_after),
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

    Central differences, (loss(w + h) - loss(w - h)) / 2h, in double precision.

    Parameters
    ----------
    model : nn.Module
        The network before the step, in the mode of the step; it stays as it is. Dropout
        draws the same random numbers for both nudges.
    inputs : float Tensor of shape (n, 1, 28, 28)
        The batch.
    labels : int64 Tensor of shape (n,)
        The digits it shows.
    parameter : str
        A name of ``model.named_parameters()``.
    index : tuple of int
        Which weight of it.
    nudge : float
        The h of the formula.

    Returns
    -------
    float
        Nats per unit of the weight.
    """

    def loss_at(change: float) -> float:
        nudged = copy.deepcopy(model).double()
        with torch.no_grad():
            dict(nudged.named_parameters())[parameter][index] += change
            return functional.cross_entropy(nudged(inputs.double()), labels).item()

    return (loss_at(nudge) - loss_at(-nudge)) / (2 * nudge)


def _values(model: nn.Module) -> dict[str, Tensor]:
    return {name: parameter.detach() for name, parameter in model.named_parameters()}


def _memory(model: nn.Module, optimizer: Optimizer) -> dict[str, dict[str, Any]]:
    return {
        name: copy.deepcopy(dict(optimizer.state.get(parameter, {})))
        for name, parameter in model.named_parameters()
    }
