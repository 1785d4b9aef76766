"""Everything that a training needs to continue as if it had never been interrupted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from core.data.digits import Standardization
from core.machine.device import copy_to_cpu
from core.models.dropout import Dropout
from core.optimization.optimizer import Optimizer
from core.training.events import BatchEnd, Diverged, EpochEnd
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
        For each parameter's number the tensors of the optimizer state, by name.
    rng_states : list of dict
        The state of each dropout layer's random generator, as NumPy gives it.
    learning_rate : float
        The highest value of the schedule, as it was last set.
    seconds : float
        Spent on training so far.
    manual_steps : int
        Steps that were taken by hand and kept.
    moved_rates : tuple of float
        The learning rates (peaks of the schedule) that steps were taken with off the plan.
    processors : tuple of str
        The hardware that took the steps, in the order in which it came.
    batches, epochs, diverged, snapshots
        The history.
    gradients : Tensor of shape (number of trainable parameters,), optional
        What lies in the gradients, for a step that does not clear them as `take_step` does.
    """

    model: dict[str, Tensor]
    standardization: Standardization | None
    optimizer: dict[int, dict[str, Tensor]]
    rng_states: list[Mapping[str, Any]]
    learning_rate: float
    seconds: float
    manual_steps: int
    moved_rates: tuple[float, ...]
    processors: tuple[str, ...]
    batches: Sequence[BatchEnd]
    epochs: Sequence[EpochEnd]
    diverged: Diverged | None
    snapshots: Sequence[Snapshot]
    gradients: Tensor | None = None


def dropout_layers(model: nn.Module) -> list[Dropout]:
    """List the dropout layers, each with its own generator, in the order of the modules."""
    return [layer for layer in model.modules() if isinstance(layer, Dropout)]


def rng_states(model: nn.Module) -> list[Mapping[str, Any]]:
    """Copy the states of the dropout layers' random generators, as NumPy has them."""
    return [layer.generator.bit_generator.state for layer in dropout_layers(model)]


def restore_rng_states(model: nn.Module, states: Sequence[Mapping[str, Any]]) -> None:
    """Set the dropout layers' random generators to states from :func:`rng_states`."""
    for layer, state in zip(dropout_layers(model), states, strict=True):
        layer.generator.bit_generator.state = state


def optimizer_state(optimizer: Optimizer) -> dict[int, dict[str, Tensor]]:
    """Copy the state to the CPU: tensors by parameter number and name, to be restored later."""
    return {number: copy_to_cpu(entry) for number, entry in enumerate(optimizer.state.values())}
