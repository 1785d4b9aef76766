"""One sketch, read by one network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.evaluation import predict_probabilities
from core.sketch import SketchStages
from dashboard.views.image.image_reading import ImageReading
from dashboard.visitor.run_handle import RunHandle


@dataclass(frozen=True, slots=True, eq=False)
class SketchReading(ImageReading):
    """What the views of the Sketch page look at.

    Attributes
    ----------
    pixels : uint8 array of shape (height, width, 4)
        The drawing or picture.
    stages : SketchStages
        Its way into the network, nothing left out.
    """

    pixels: np.ndarray
    stages: SketchStages

    @property
    def is_answer(self) -> bool:
        """Whether the network gave numbers; one whose training diverged may not."""
        return bool(np.isfinite(self.probabilities).all())

    @classmethod
    def of(cls, run: RunHandle, pixels: np.ndarray, stages: SketchStages) -> SketchReading:
        """Let a run's network, as it is now, read a sketch."""
        now = run.copy_network_now()
        image = stages.centered
        probabilities = predict_probabilities(now.model, image[None], now.data.standardization)[0]
        return cls(run, now, image, probabilities, pixels, stages)
