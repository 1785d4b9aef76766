"""Everything that a training needs to go on as if it had never been interrupted."""

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
        For each parameter's number what the optimizer remembers of it, by name.
    rng_states : list of dict
        The state of each dropout layer's random generator, as NumPy gives it.
    learning_rate : float
        The highest value of the schedule, as the visitor last set it.
    seconds : float
        Spent on training so far.
    manual_steps : int
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
    rng_states: list[Mapping[str, Any]]
    learning_rate: float
    seconds: float
    manual_steps: int
    batches: Sequence[BatchEnd]
    epochs: Sequence[EpochEnd]
    diverged: Diverged | None
    snapshots: Sequence[Snapshot]


def dropout_layers(model: nn.Module) -> list[Dropout]:
    """List the dropout layers, each with a random generator of its own.

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


def optimizer_state(optimizer: Optimizer) -> dict[int, dict[str, Tensor]]:
    """Copy what an optimizer remembers.

    Parameters
    ----------
    optimizer : Optimizer
        Any of :data:`core.optimization.OPTIMIZERS`.

    Returns
    -------
    dict
        For each parameter's number its tensors by name, for :meth:`Optimizer.restore`.
    """
    return {number: copy_to_cpu(entry) for number, entry in enumerate(optimizer.state.values())}
