"""Snapshots of a network in training: when they are taken, and what of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import Tensor, nn

from core.machine.device import copy_to_cpu

MAX_SNAPSHOTS = 30
# Of the first epoch, where most is learned.
IN_FIRST_EPOCH = 12
MAX_SNAPSHOT_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A network's weights at one moment.

    Attributes
    ----------
    step : int
        Steps taken before it.
    state : dict
        All weights and buffers by name, on the CPU; not to be changed.
    """

    step: int
    state: dict[str, Tensor]


def snapshot_steps(total_steps: int, steps_per_epoch: int, most: int) -> frozenset[int]:
    """Choose after how many steps snapshots are taken, at most so many (2 or more).

    At the beginning, in growing distances during the first epoch, then evenly to the end.
    """
    first = min(steps_per_epoch, total_steps)
    young = np.geomspace(1, first, IN_FIRST_EPOCH).round().astype(int)
    later = np.linspace(first, total_steps, MAX_SNAPSHOTS - IN_FIRST_EPOCH).round().astype(int)
    moments = sorted({0, *young.tolist(), *later.tolist()})
    kept = np.linspace(0, len(moments) - 1, min(most, len(moments))).round().astype(int)
    return frozenset(moments[place] for place in kept)


def affordable_snapshots(model: nn.Module) -> int:
    """Return how many snapshots of a network fit into 32 MB, between 2 and 30."""
    size = sum(tensor.nbytes for tensor in model.state_dict().values())
    return max(2, min(MAX_SNAPSHOTS, MAX_SNAPSHOT_BYTES // max(size, 1)))


def take_snapshot(model: nn.Module, step: int) -> Snapshot:
    """Copy the weights of a network that has taken so many steps; they share nothing."""
    return Snapshot(step, copy_to_cpu(model.state_dict()))
