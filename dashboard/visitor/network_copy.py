"""One network at one moment, with everything that was measured of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from torch import nn

from core.data import DigitData, DigitSplit
from core.evaluation import Evaluation, evaluate, weights_fingerprint
from core.inside import last_hidden_layer
from core.machine.threads import using_threads
from core.progress import OnProgress, no_progress
from dashboard.server.resources import shared_queue, shared_results

Result = TypeVar("Result")

# Enough to find alike ones among, and read by the network in well under a second.
SEARCHED_IMAGES = 5_000


@dataclass(eq=False)
class NetworkCopy:
    """A network that stands still, and results that are computed once.

    Attributes
    ----------
    step : int
        After how many steps the network was copied.
    model : nn.Module
        The copy; nobody trains it.
    data : DigitData
        What it was trained with.
    fingerprint : str
        Of its weights.
    results : dict
        What was computed, by name; shared with whoever has the same weights and data.
    """

    step: int
    model: nn.Module
    data: DigitData
    fingerprint: str = field(init=False)
    results: dict[Any, Any] = field(init=False)

    def __post_init__(self) -> None:
        data = self.data
        self.fingerprint = weights_fingerprint(self.model)
        self.results = shared_results(
            self.fingerprint,
            data.standardization,
            *(data.name, len(data.train), len(data.validation)),
        )

    def once(self, name: Any, compute: Callable[[], Result]) -> Result:
        """Compute something of this network unless it was before."""
        if name not in self.results:
            with using_threads(shared_queue().threads_beside_jobs):
                self.results[name] = compute()
        return self.results[name]

    def split(self, name: str) -> DigitSplit:
        """Find the validation or the test images."""
        return getattr(self.data, name)

    def evaluation(self, name: str, on_progress: OnProgress = no_progress) -> Evaluation:
        """Measure it on the validation or the test images."""
        return self.once(
            ("evaluation", name),
            lambda: evaluate(
                self.model, self.split(name), self.data.standardization, on_progress=on_progress
            ),
        )

    def known_features(self, on_progress: OnProgress = no_progress) -> np.ndarray:
        """Read the last hidden layer for the first 5,000 training images."""
        return self.once(
            "features of training images",
            lambda: last_hidden_layer(
                self.model,
                self.data.train.images[:SEARCHED_IMAGES],
                self.data.standardization,
                on_progress=on_progress,
            ),
        )
