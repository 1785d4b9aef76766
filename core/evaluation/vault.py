"""The test images under seal: who opened them, when, and what that costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from core.config import TrainConfig

# Beyond eight deviations a normal distribution has no weight that float64 could see.
FARTHEST_DEVIATION, GRID = 8.0, 4_001


@dataclass(frozen=True, slots=True)
class Opening:
    """One look at the test images.

    Attributes
    ----------
    moment : datetime
        When.
    purpose : str
        What for, in words.
    run : str
        Which training, in words.
    config : TrainConfig
        All its settings.
    step : int
        After how many steps.
    fingerprint : str
        Of the network's weights, from :func:`core.evaluation.weights_fingerprint`.
    correct, count : int
        How many test images were read right, of how many.
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
    """Keeps one visitor's openings of the test images, the first one first.

    Attributes
    ----------
    openings : list of Opening
        They are only ever added.
    """

    openings: list[Opening] = field(default_factory=list)

    def is_open(self, fingerprint: str) -> bool:
        """Tell whether a network's test scores have been seen.

        Parameters
        ----------
        fingerprint : str
            Of its weights.

        Returns
        -------
        bool
            Seen once is seen: the same weights are not sealed again.
        """
        return any(opening.fingerprint == fingerprint for opening in self.openings)

    def networks_seen(self, dataset: str) -> int:
        """Count the different networks that were judged by the test images of a data set.

        Parameters
        ----------
        dataset : str
            A key of :data:`core.data.DATASETS`.

        Returns
        -------
        int
            Two looks at the same weights count once.
        """
        return len({o.fingerprint for o in self.openings if o.config.dataset == dataset})


def expected_selection_bias(networks: int, accuracy: float, count: int) -> float:
    """Tell how much too good the best of several equally good networks looks.

    Each accuracy is the true one plus chance with the standard error of a share; the
    best of k draws from a normal distribution lies above its mean by the expected
    largest of k (L. Tippett, 1925).

    Parameters
    ----------
    networks : int
        How many were compared, at least 1.
    accuracy : float
        Their true accuracy, 0 to 1.
    count : int
        How many test images.

    Returns
    -------
    float
        A share, 0 for a single network.
    """
    if networks == 1:
        return 0.0
    x = np.linspace(-FARTHEST_DEVIATION, FARTHEST_DEVIATION, GRID)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    largest = np.trapezoid(x * networks * density * ndtr(x) ** (networks - 1), x)
    return float(largest * math.sqrt(accuracy * (1 - accuracy) / count))
