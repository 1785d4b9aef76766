"""One image, read by one network: what several pages look into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import nn

from core.data import DatasetSpec, Standardization
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle


@dataclass(frozen=True, slots=True, eq=False)
class ImageReading:
    """What the closer views of an image look at.

    Attributes
    ----------
    run : RunHandle
        Whose network reads.
    network : NetworkCopy
        That network, standing still.
    image : uint8 array of shape (28, 28)
        As the network gets it.
    probabilities : float32 array of shape (classes,)
        What the network says.
    """

    run: RunHandle
    network: NetworkCopy
    image: np.ndarray
    probabilities: np.ndarray

    @property
    def model(self) -> nn.Module:
        """The network."""
        return self.network.model

    @property
    def spec(self) -> DatasetSpec:
        """What is known of the data set that the network has learned from."""
        return self.run.config.spec

    @property
    def standardization(self) -> Standardization:
        """What the network was trained with."""
        return self.network.data.standardization

    @property
    def prediction(self) -> int:
        """The most probable class, as its number."""
        return int(self.probabilities.argmax())

    def read(self, images: np.ndarray) -> np.ndarray:
        """Let the same network read other images: (n, 28, 28) to (n, classes)."""
        return self.network.read(images)
