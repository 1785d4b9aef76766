"""One sketch, read by one network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import nn

from core.data import Standardization
from core.evaluation import predict_probabilities
from core.sketch import SketchStages
from dashboard.named_run import NamedRun


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the views of the Sketch page look at.

    Attributes
    ----------
    run : NamedRun
        Whose network reads.
    model : nn.Module
        That network, as it is now.
    pixels : uint8 array of shape (height, width, 4)
        The drawing or picture.
    stages : SketchStages
        Its way into the network, nothing left out.
    probabilities : float32 array of shape (10,)
        What the network says.
    """

    run: NamedRun
    model: nn.Module
    pixels: np.ndarray
    stages: SketchStages
    probabilities: np.ndarray

    @classmethod
    def of(cls, run: NamedRun, pixels: np.ndarray, stages: SketchStages) -> Reading:
        """Let a run's network read a sketch."""
        model = run.job.run.copy_model()
        standardization = run.job.run.data.standardization
        said = predict_probabilities(model, stages.centered[None], standardization)[0]
        return cls(run, model, pixels, stages, said)

    @property
    def standardization(self) -> Standardization:
        """What the network was trained with."""
        return self.run.job.run.data.standardization

    @property
    def prediction(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    def read(self, images: np.ndarray) -> np.ndarray:
        """Let the same network read other images: (n, 28, 28) to (n, 10)."""
        return predict_probabilities(self.model, images, self.standardization)
