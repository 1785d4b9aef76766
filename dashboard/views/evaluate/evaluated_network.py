"""One network, measured on one set of images."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from core.data import DatasetSpec, DigitSplit
from core.data.own import OwnSets
from core.evaluation import Evaluation, Vault
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle


@dataclass(frozen=True, slots=True, eq=False)
class EvaluatedNetwork:
    """What the views of the Evaluate page look at.

    Attributes
    ----------
    run : RunHandle
        Whose network it is.
    network : NetworkCopy
        That network, standing still.
    images : str
        "validation", "test" or "own".
    evaluation : Evaluation
        What it said about them.
    vault : Vault, optional
        The visitor's, which hands out the test images.
    own : OwnSets, optional
        The visitor's, of which one is measured where `images` is "own".
    """

    run: RunHandle
    network: NetworkCopy
    images: str
    evaluation: Evaluation
    vault: Vault | None = None
    own: OwnSets | None = None

    @property
    def split(self) -> DigitSplit:
        """The images that were measured, with their labels."""
        return self.network.split(self.images, self.vault, self.own)

    @property
    def results_on(self) -> Hashable:
        """What results on these images are known by."""
        return self.network.results_on(self.images, self.own)

    @property
    def spec(self) -> DatasetSpec:
        """What is known of the data set, for instance the names of its classes."""
        return self.run.config.spec

    @property
    def count(self) -> int:
        """How many images that is."""
        return len(self.evaluation.labels)
