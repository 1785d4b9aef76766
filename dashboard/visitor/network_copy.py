"""One network at one moment, with everything that was computed of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from torch import nn

from core.config import TrainConfig
from core.data import DigitData, DigitSplit
from core.data.own import OwnSet, OwnSets
from core.errors import DataMissingError
from core.evaluation import (
    Evaluation,
    Vault,
    evaluate,
    predict_probabilities,
    weights_fingerprint,
)
from core.machine.threads import using_threads
from core.progress import OnProgress, no_progress
from dashboard.server.resources import computed_once, shared_queue, shared_results

Result = TypeVar("Result")
# What the visitor collected, beside "validation" and "test".
OWN = "own"


def own_images(own: OwnSets | None, class_names: tuple[str, ...]) -> OwnSet:
    """Find what a visitor collected of some classes; raises DataMissingError if it is nothing."""
    found = None if own is None else own.named(class_names)
    if found is None or not len(found):
        raise DataMissingError(
            "There is no set of your own with these classes. Collect begins one."
        )
    return found


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
    config : TrainConfig
        How it was made: options of an architecture need not show in its layers.
    fault : str
        The deliberate fault that it was trained with; "" for none.
    fingerprint : str
        Of its weights.
    identity : str
        What tells it from all others, as the vault writes it down.
    key : tuple
        All that makes its results: weights, layers, options and images. Whoever has the same
        shares them.
    """

    step: int
    model: nn.Module
    data: DigitData
    config: TrainConfig
    fault: str = ""
    fingerprint: str = field(init=False)
    identity: str = field(init=False)
    key: tuple[Hashable, ...] = field(init=False)

    def __post_init__(self) -> None:
        data = self.data
        self.fingerprint = weights_fingerprint(self.model)
        parts = (
            self.fingerprint,
            # The same weights with another activation are another network.
            repr(self.model),
            *(self.config.model, self.config.model_options, self.config.activation),
            data.standardization,
            data.name,
            # Of the same weights a fault may make another network, or show it other images.
            *([self.fault] if self.fault else []),
        )
        self.identity = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
        self.key = (*parts, len(data.train), len(data.validation))

    def read(self, images: np.ndarray) -> np.ndarray:
        """Read uint8 images (n, 28, 28): probabilities, float32 of shape (n, 10)."""
        return predict_probabilities(self.model, images, self.data.standardization)

    def once(self, name: Hashable, compute: Callable[[], Result]) -> Result:
        """Compute something of this network, unless it was before."""

        def with_fair_threads() -> Result:
            with using_threads(shared_queue().threads_beside_jobs):
                return compute()

        return computed_once((self.key, name), with_fair_threads)

    def known(self, name: Hashable) -> Any | None:
        """Return what was computed under a name; None where it was not, or is gone."""
        return shared_results().get((self.key, name))

    def results_on(self, name: str, own: OwnSets | None) -> Hashable:
        """Name some images so that no others are meant: an own set changes."""
        return (name, own_images(own, self.data.class_names).version) if name == OWN else name

    def split(
        self, name: str, vault: Vault | None = None, own: OwnSets | None = None
    ) -> DigitSplit:
        """Return the validation images, the visitor's own, or the test images out of a vault.

        Raises
        ------
        SealedError
            If the test images were not opened for this network.
        DataMissingError
            If the visitor has no images of the same classes.
        """
        if name == "validation":
            return self.data.validation
        if name == OWN:
            return own_images(own, self.data.class_names).split()
        return (vault or Vault()).test_images(self.data, self.identity)

    def evaluation(
        self,
        name: str,
        on_progress: OnProgress = no_progress,
        vault: Vault | None = None,
        own: OwnSets | None = None,
    ) -> Evaluation:
        """Evaluate it on the images of :meth:`split`; raises what that raises."""
        images = self.split(name, vault, own)
        return self._evaluation_on(self.results_on(name, own), images, on_progress)

    def open_test_images(
        self,
        vault: Vault,
        on_progress: OnProgress = no_progress,
        *,
        purpose: str,
        run: str,
        config: TrainConfig,
    ) -> Evaluation:
        """Evaluate it on the test images; the vault writes it down."""
        return vault.open(
            self.data,
            self.identity,
            lambda test: self._evaluation_on("test", test, on_progress),
            purpose=purpose,
            run=run,
            config=config,
            step=self.step,
        )

    def _evaluation_on(
        self, name: Hashable, split: DigitSplit, on_progress: OnProgress
    ) -> Evaluation:
        return self.once(
            ("evaluation", name),
            lambda: evaluate(self.model, split, self.data.standardization, on_progress=on_progress),
        )
