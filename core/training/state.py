"""Everything that a training needs to go on as if it had never been interrupted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from core.data.digits import Standardization
from core.models.layers import Dropout
from core.training.events import BatchEnd, Diverged, EpochEnd

if TYPE_CHECKING:
    from core.training.snapshots import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class RunState:
    """A training between two steps.

    The batch order and augmentation need no state: they follow from the seed and the
    epoch (:func:`core.training.train`).

    Attributes
    ----------
    model : dict
        Weights and buffers by name, on the CPU.
    standardization : Standardization or None
        What its inputs are standardized with; None for that of the data.
    optimizer : dict
        For each parameter's number what the optimizer remembers of it, by name.
    dice : list of dict
        The state of each dropout layer's random numbers, as NumPy gives it.
    learning_rate : float
        The highest value of the schedule, as the visitor last set it.
    seconds : float
        Spent on training so far.
    steps_by_hand : int
        Steps that were taken on the bench and kept.
    batches, epochs : sequences of events
        All that has happened.
    diverged : Diverged or None
        How it ended early.
    snapshots : sequence of Snapshot
        Moments that were kept.
    """

    model: dict[str, Tensor]
    standardization: Standardization | None
    optimizer: dict[int, dict[str, Tensor]]
    dice: list[Mapping[str, Any]]
    learning_rate: float
    seconds: float
    steps_by_hand: int
    batches: Sequence[BatchEnd]
    epochs: Sequence[EpochEnd]
    diverged: Diverged | None
    snapshots: Sequence[Snapshot]


def dropout_layers(model: nn.Module) -> list[Dropout]:
    """Find the layers that roll dice.

    Parameters
    ----------
    model : nn.Module
        The network.

    Returns
    -------
    list of Dropout
        In the order of ``model.modules()``.
    """
    return [layer for layer in model.modules() if isinstance(layer, Dropout)]


def copy_to_cpu(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Copy tensors, so that training on does not change them.

    Parameters
    ----------
    tensors : dict
        By name, on any device.

    Returns
    -------
    dict
        The same names; shares nothing with the originals.
    """
    with torch.no_grad():
        return {name: value.detach().to("cpu", copy=True) for name, value in tensors.items()}


def optimizer_memory(optimizer: torch.optim.Optimizer) -> dict[int, dict[str, Tensor]]:
    """Copy what an optimizer remembers.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
        Any of :data:`core.training.OPTIMIZERS`.

    Returns
    -------
    dict
        For each parameter's number its tensors by name; what it does not need yet (a
        momentum of None) is left out.
    """
    memory = optimizer.state_dict()["state"]
    return {
        number: copy_to_cpu({name: value for name, value in entry.items() if value is not None})
        for number, entry in memory.items()
    }


def restore_optimizer(
    optimizer: torch.optim.Optimizer, memory: dict[int, dict[str, Tensor]]
) -> None:
    """Give an optimizer its memory back.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
        A fresh one with the same parameters.
    memory : dict
        From :func:`optimizer_memory`.
    """
    parameters = [weights for group in optimizer.param_groups for weights in group["params"]]
    state = {
        number: {name: _as(parameters[number], value) for name, value in entry.items()}
        for number, entry in memory.items()
    }
    optimizer.load_state_dict(optimizer.state_dict() | {"state": state})


def _as(weights: Tensor, value: Tensor) -> Tensor:
    """Lay a tensor out in memory as the weights it belongs to, which fused updates want."""
    if value.shape != weights.shape:
        return value.clone()  # A number, such as the count of steps.
    return torch.empty_like(weights).copy_(value)
