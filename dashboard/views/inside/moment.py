"""One moment of a run, and one image that the network looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import nn

from core.data import DatasetSpec, Standardization
from core.training.snapshots import Snapshot
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What the views of the Inside page look at.

    Attributes
    ----------
    run : RunHandle
        The run that is looked at.
    snapshots : list of Snapshot
        All moments that were kept, the first one first.
    position : int
        Which of them is looked at.
    network : NetworkCopy
        The network at that moment.
    image : uint8 array of shape (28, 28)
        What it looks at.
    label : int, optional
        The true class, where it is known.
    name : str
        Which image that is, in words.
    """

    run: RunHandle
    snapshots: list[Snapshot]
    position: int
    network: NetworkCopy
    image: np.ndarray
    label: int | None
    name: str

    @property
    def times(self) -> tuple[int, ...]:
        """What tells the kept moments from those at another look."""
        manual = self.run.job.run.manual_steps
        return (manual, *(snapshot.step for snapshot in self.snapshots))

    @property
    def spec(self) -> DatasetSpec:
        """What is known of the data set that the network learns from."""
        return self.run.config.spec

    @property
    def model(self) -> nn.Module:
        """The network at this moment."""
        return self.network.model

    @property
    def standardization(self) -> Standardization:
        """What it was trained with."""
        return self.network.data.standardization
