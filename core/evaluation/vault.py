"""The test images under seal: who opened them, when, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from scipy.special import ndtr

from core.config import TrainConfig
from core.data.digits import DigitData, DigitSplit
from core.errors import SealedError
from core.evaluation.evaluate import Evaluation

# Beyond eight standard deviations float64 sees nothing of a normal distribution.
MAX_DEVIATIONS, GRID_POINTS = 8.0, 4_001


@dataclass(frozen=True, slots=True)
class Opening:
    """One look at the test images.

    Attributes
    ----------
    purpose, run : str
        What for, and which training, in words.
    step : int
        How many steps the network had taken.
    fingerprint : str
        What tells the network from all others: its weights and whatever else makes its scores.
    correct, count : int
        How many test images were predicted correctly, of how many.
    """

    moment: datetime
    purpose: str
    run: str
    config: TrainConfig
    step: int
    fingerprint: str
    correct: int
    count: int


@dataclass(eq=False)
class Vault:
    """One visitor's openings of the test images, the first one first; none is ever removed.

    The only way to test images and to scores on them: `open` for a network whose scores nobody has
    seen, `test_images` from then on.
    """

    openings: list[Opening] = field(default_factory=list)

    def open(
        self,
        data: DigitData,
        fingerprint: str,
        measure: Callable[[DigitSplit], Evaluation],
        *,
        purpose: str,
        run: str,
        config: TrainConfig,
        step: int,
    ) -> Evaluation:
        """Measure a network on the test images, and write down that this was done.

        Parameters
        ----------
        measure : callable
            (test images) -> Evaluation. What it raises is raised here; then nothing was seen.
        purpose, run, config, step, fingerprint
            As in `Opening`.
        """
        found = measure(data.test)
        self.openings.append(
            Opening(
                moment=datetime.now(UTC).replace(microsecond=0),
                purpose=purpose,
                run=run,
                config=config,
                step=step,
                fingerprint=fingerprint,
                correct=found.correct,
                count=len(found.labels),
            )
        )
        return found

    def test_images(self, data: DigitData, fingerprint: str) -> DigitSplit:
        """Hand out the test images for a network that was measured on them already.

        Raises
        ------
        SealedError
            If it was not.
        """
        if not self.is_open(fingerprint):
            raise SealedError(
                "The test images are sealed for this network. Open them on Evaluate first."
            )
        return data.test

    def is_open(self, fingerprint: str) -> bool:
        """Return whether the test scores of this network have been seen."""
        return any(opening.fingerprint == fingerprint for opening in self.openings)

    def networks_seen(self, dataset: str) -> int:
        """Count the networks that were measured on a data set's test images."""
        return len({o.fingerprint for o in self.openings if o.config.dataset == dataset})


def expected_selection_bias(networks: int, accuracy: float, count: int) -> float:
    """Compute by how much the best accuracy of equally good networks exceeds their true one.

    Each accuracy, measured on `count` images, is the true one plus chance with the standard
    error of a fraction; the best of k draws from a normal distribution lies above its mean by
    the expected maximum of k (L. Tippett, 1925), which is 0 for a single network.
    """
    if networks == 1:
        return 0.0
    x = np.linspace(-MAX_DEVIATIONS, MAX_DEVIATIONS, GRID_POINTS)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    expected_maximum = np.trapezoid(x * networks * density * ndtr(x) ** (networks - 1), x)
    return float(expected_maximum * math.sqrt(accuracy * (1 - accuracy) / count))
