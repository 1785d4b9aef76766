"""One network at one moment, with everything that was computed of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from torch import nn

from core.data import DigitData, DigitSplit
from core.evaluation import Evaluation, evaluate, weights_fingerprint
from core.machine.threads import using_threads
from core.progress import OnProgress, no_progress
from dashboard.server.resources import shared_queue, shared_results

Result = TypeVar("Result")


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
    key : tuple
        All that makes its results: weights, layers and images. Whoever has the same shares them.
    """

    step: int
    model: nn.Module
    data: DigitData
    fingerprint: str = field(init=False)
    key: tuple[Hashable, ...] = field(init=False)

    def __post_init__(self) -> None:
        data = self.data
        self.fingerprint = weights_fingerprint(self.model)
        self.key = (
            self.fingerprint,
            repr(self.model),  # The same weights with another activation are another network.
            data.standardization,
            *(data.name, len(data.train), len(data.validation)),
        )

    def once(self, name: Hashable, compute: Callable[[], Result]) -> Result:
        """Compute something of this network, unless it was before."""

        def with_fair_threads() -> Result:
            with using_threads(shared_queue().threads_beside_jobs):
                return compute()

        return shared_results().once((self.key, name), with_fair_threads)

    def known(self, name: Hashable) -> Any | None:
        """Return what was computed under a name; None where it was not, or is gone."""
        return shared_results().get((self.key, name))

    def split(self, name: str) -> DigitSplit:
        """Return the validation or the test images."""
        found: DigitSplit = getattr(self.data, name)
        return found

    def evaluation(self, name: str, on_progress: OnProgress = no_progress) -> Evaluation:
        """Evaluate it on the validation or the test images."""
        return self.once(
            ("evaluation", name),
            lambda: evaluate(
                self.model, self.split(name), self.data.standardization, on_progress=on_progress
            ),
        )
