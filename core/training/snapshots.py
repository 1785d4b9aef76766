"""Moments of a run's life that are kept: when, and what of the network."""

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
    """Choose the moments that are kept: the first, the last, and more at the beginning.

    Parameters
    ----------
    total_steps : int
        Of the whole run.
    steps_per_epoch : int
        Steps of one pass.
    most : int
        At most so many moments, at least 2.

    Returns
    -------
    frozenset of int
        Steps taken before each moment: 0, some of the first epoch in growing distances,
        then evenly to the end.
    """
    first = min(steps_per_epoch, total_steps)
    young = np.geomspace(1, first, IN_FIRST_EPOCH).round().astype(int)
    later = np.linspace(first, total_steps, MAX_SNAPSHOTS - IN_FIRST_EPOCH).round().astype(int)
    moments = sorted({0, *young.tolist(), *later.tolist()})
    kept = np.linspace(0, len(moments) - 1, min(most, len(moments))).round().astype(int)
    return frozenset(moments[place] for place in kept)


def affordable_snapshots(model: nn.Module) -> int:
    """Tell how many snapshots of a network fit into 32 MB.

    Parameters
    ----------
    model : nn.Module
        The network.

    Returns
    -------
    int
        Between 2 and 30.
    """
    size = sum(tensor.nbytes for tensor in model.state_dict().values())
    return max(2, min(MAX_SNAPSHOTS, MAX_SNAPSHOT_BYTES // max(size, 1)))


def take_snapshot(model: nn.Module, step: int) -> Snapshot:
    """Copy a network's weights.

    Parameters
    ----------
    model : nn.Module
        The network, on any device.
    step : int
        Steps taken so far.

    Returns
    -------
    Snapshot
        Shares nothing with the network.
    """
    return Snapshot(step, copy_to_cpu(model.state_dict()))
